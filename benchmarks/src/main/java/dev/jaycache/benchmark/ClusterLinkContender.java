package dev.jaycache.benchmark;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The ways in which callers get at the connections to each node of a cluster. */
enum ClusterLinkContender implements Contender {
  POOL(LinkContender.POOL),
  LANES_1(LinkContender.LANES_1),
  LANES_2(LinkContender.LANES_2),
  LANES_4(LinkContender.LANES_4),
  LANES_8(LinkContender.LANES_8);

  private final LinkContender link;

  ClusterLinkContender(LinkContender link) {
    this.link = link;
  }

  @Override
  public String label() {
    return link.label();
  }

  /** A namespace of its own, as a cluster has one database. */
  @Override
  public Target open(URI server, boolean ttl) {
    Map<String, String> settings = new HashMap<>(link.settings());
    settings.put("jaycache.namespace", option());
    return JCacheTargets.jayCache(server, settings, ttl);
  }

  private String option() {
    return link.name().toLowerCase(Locale.ROOT);
  }
}

package dev.jaycache.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KnownNodesTest {
  private final KnownNodes known = new KnownNodes();

  @Test
  void firstProcess_isTakenAsItIs() {
    KnownNodes.Node node = known.at("a");
    assertFalse(node.is("first"));
    assertTrue(node.isOrBecomes("first"));
    assertTrue(known.at("a").isOrBecomes("first"));
    assertFalse(node.isOrBecomes("second"));
    assertTrue(node.is("first"));
    assertTrue(known.at("b").isOrBecomes("second"), "another node");
    node.becomes("second");
    assertTrue(node.isOrBecomes("second"));
  }

  @Test
  void moreNodesThanAClusterHasMasters_areForgottenTheOldestFirst() {
    KnownNodes.Node used = known.at("used");
    KnownNodes.Node oldest = known.at("oldest");
    known.at("used");
    for (int i = 0; i < SlotTable.SLOTS - 1; i++) {
      known.at("node " + i);
    }
    assertSame(used, known.at("used"));
    assertNotSame(oldest, known.at("oldest"));
  }
}

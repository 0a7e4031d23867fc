package dev.jaycache.testkit.server;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that starts a server. {@code -Dservers=none} leaves it out; else a missing one fails. A
 * class of such tests leaves nothing at {@link SharedServers}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Tag("servers")
@ExtendWith(EmptySharedServers.class)
public @interface ServerTest {}

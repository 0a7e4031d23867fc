/** Management (JSR-107, chapter 11): the MXBeans of caches and of backends, and their names. */
@NullMarked
package dev.jaycache.management;

import org.jspecify.annotations.NullMarked;

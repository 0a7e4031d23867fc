/**
 * What operators read: records as JSON and as tables of text. It knows nothing of what the records
 * tell.
 */
@NullMarked
package dev.jaycache.report;

import org.jspecify.annotations.NullMarked;

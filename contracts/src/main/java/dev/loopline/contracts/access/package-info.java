/**
 * What each program of Loopline may do with the broker, and nothing beyond it: the one place from which access lists, documents
 * and checks are made.
 */
@NullMarked
package dev.loopline.contracts.access;

import org.jspecify.annotations.NullMarked;

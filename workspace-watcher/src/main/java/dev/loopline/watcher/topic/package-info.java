/**
 * What the topic of registrations holds, compared with what the registry says was published. A topic or a registry that is
 * another one than before is noticed here, and what does not agree is announced again. No loop is looked at here.
 */
@NullMarked
package dev.loopline.watcher.topic;

import org.jspecify.annotations.NullMarked;

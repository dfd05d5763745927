/**
 * Which loops there are: the folders on disk and the rows of the registry, brought together so that one folder never has two
 * ids. The rules are pure ({@link dev.loopline.watcher.discovery.LoopAssembly}); reading the disk is in {@link
 * dev.loopline.watcher.discovery.FolderLister} and {@link dev.loopline.watcher.discovery.FolderMetadata}. What cannot be tied to
 * a loop is reported with a reason, never guessed in silence. Whether a loop is finished is decided elsewhere.
 */
@NullMarked
package dev.loopline.watcher.discovery;

import org.jspecify.annotations.NullMarked;

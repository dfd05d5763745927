/**
 * The RD-Agent home on this machine: whether it can be worked with, where its folders are, what kind of file system it lies
 * on. Callers get a home that existed and was writable at start-up; they still have to expect that a drive goes away later.
 * Nothing here looks into workspaces.
 */
@NullMarked
package dev.loopline.watcher.home;

import org.jspecify.annotations.NullMarked;

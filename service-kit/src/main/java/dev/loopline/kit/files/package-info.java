/**
 * Files of an RD-Agent home for whoever may read them: how they are found below its roots without following a link, and how a
 * service beside the home and a reader on another machine speak of them. Knows no framework.
 */
@NullMarked
package dev.loopline.kit.files;

import org.jspecify.annotations.NullMarked;

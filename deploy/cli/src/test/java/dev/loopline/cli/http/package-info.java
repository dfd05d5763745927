@NullMarked
package dev.loopline.cli.http;

import org.jspecify.annotations.NullMarked;

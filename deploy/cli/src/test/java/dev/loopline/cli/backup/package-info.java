/** Tests of backups. */
@NullMarked
package dev.loopline.cli.backup;

import org.jspecify.annotations.NullMarked;

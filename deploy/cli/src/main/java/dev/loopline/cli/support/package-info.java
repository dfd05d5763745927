/** What a person sends along with a question: logs, versions, status and settings, without secrets. */
@NullMarked
package dev.loopline.cli.support;

import org.jspecify.annotations.NullMarked;

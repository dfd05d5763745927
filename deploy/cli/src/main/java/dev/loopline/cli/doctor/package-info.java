/**
 * Looks before a start at what usually is in its way: the machine, the folders, the homes, the servers. Nothing is changed. Each
 * check says one line for each thing that it looks at; {@link dev.loopline.cli.doctor.Examination} runs all of them.
 */
@NullMarked
package dev.loopline.cli.doctor;

import org.jspecify.annotations.NullMarked;

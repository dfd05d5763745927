/**
 * What the demo shows: loops that RD-Agent seems to finish, and the time until each is in AIstock.
 *
 * <p>Plays RD-Agent by the sample writer and looks into PostgreSQL as a user would; it has no part in how loops travel.
 */
@NullMarked
package dev.loopline.cli.demo;

import org.jspecify.annotations.NullMarked;

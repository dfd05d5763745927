/** Tests of the package of the same name, in a real browser where one is installed. */
@org.jspecify.annotations.NullMarked
package dev.loopline.importer.pages;

package dev.loopline.distribution;

import dev.loopline.cli.Main;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Makes a manual page of each command, from what {@code --help} tells. */
final class ManPages {

    private ManPages() {}

    /** @param args the folder for the pages, which is emptied, a folder for what they are made from, and the date they bear */
    public static void main(String[] args) throws IOException {
        Texts.choose(Texts.Language.EN);
        CommandLine command = new CommandLine(new Main());
        command.setResourceBundle(Texts.help());
        Path pages = Path.of(args[0]);
        Path sources = Path.of(args[1]);
        FileUtils.deleteDirectory(pages.toFile());
        FileUtils.deleteDirectory(sources.toFile());
        Files.createDirectories(pages);
        int result = ManPageGenerator.generateManPage(
                sources.toFile(), null, new boolean[0], true, command.getCommandSpec());
        if (result != 0) {
            throw new IllegalStateException("the sources of the manual pages could not be made: " + result);
        }
        render(sources, pages, args[2]);
    }

    private static void render(Path sources, Path pages, String date) throws IOException {
        Options options = Options.builder()
                .backend("manpage")
                .safe(SafeMode.UNSAFE) // so that it may write
                .toDir(pages.toFile())
                .attributes(Attributes.builder().attribute("docdate", date).build())
                .build();
        try (Asciidoctor asciidoctor = Asciidoctor.Factory.create();
                DirectoryStream<Path> files = Files.newDirectoryStream(sources, "*.adoc")) {
            for (Path file : files) {
                asciidoctor.convertFile(file.toFile(), options);
            }
        }
    }
}

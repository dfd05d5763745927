package dev.loopline.importer.pages;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The templates in {@code templates/pages}, checked at build time. */
@CheckedTemplate(basePath = "pages")
final class Templates {

    private Templates() {}

    static native TemplateInstance loops(Frame frame, ListView view);

    static native TemplateInstance factors(Frame frame, ListView view);

    static native TemplateInstance models(Frame frame, ListView view);

    static native TemplateInstance strategies(Frame frame, ListView view);

    static native TemplateInstance loop(Frame frame, LoopView view);

    static native TemplateInstance code(String text);

    static native TemplateInstance entry(Frame frame, EntryView view);

    static native TemplateInstance sync(Frame frame, SyncView view);

    static native TemplateInstance deadLetters(Frame frame, List<DeadLetterLine> deadLetters, @Nullable String failure);

    static native TemplateInstance stages(Frame frame, List<LoopView.Stage> stages);

    static native TemplateInstance retried(String outcome, String topic);

    static native TemplateInstance missing(Frame frame);
}

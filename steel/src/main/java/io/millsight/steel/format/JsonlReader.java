package io.millsight.steel.format;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.ObjectDraft.Corners;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.Note;
import io.millsight.steel.report.ParsedReport;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations for fine-tuning, one per line and image, in files {@code *.jsonl}; each file is a split.
 *
 * <p>Boxes come from {@code objects}, or else from the answer, in either dialect of the report and in pixels of the original image. These
 * files refer to images wherever they are, relative to the file or absolute, as their tools do.
 */
final class JsonlReader implements FormatReader {

    @Override
    public DatasetFormat format() {
        return DatasetFormat.JSONL;
    }

    @Override
    public List<Path> evidence(Path root) {
        return files(root);
    }

    private static List<Path> files(Path root) {
        return Names.list(root).stream()
                .filter(file -> Names.extension(file).equals("jsonl"))
                .toList();
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<DefectType> listed = types != null ? types : TypeList.beside(root).orElse(null);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(listed));
        List<Path> files = files(root);
        for (Path file : files) {
            Optional<String> usual = SplitFolders.splitOf(Names.stem(file));
            Optional<String> split = usual.isEmpty() && files.size() > 1 ? Optional.of(Names.stem(file)) : usual;
            readFile(file, split, builder);
        }
        return builder;
    }

    private static void readFile(Path file, Optional<String> split, DatasetBuilder builder) {
        List<String> lines;
        try {
            lines = TextFile.readLines(file);
        } catch (InputException e) {
            builder.report(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage()));
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String where = "line " + (i + 1);
            try {
                Conversation conversation = Conversation.parse(lines.get(i));
                Path image = Names.folder(file).resolve(conversation.image()).normalize();
                Line line = new Line(file, where, builder);
                builder.add(new ImageDraft(image, file, null, line.objects(conversation, image)));
                split.ifPresent(name -> builder.split(name).add(Names.stem(image)));
            } catch (InputException e) {
                builder.report(Rule.UNREADABLE_ANNOTATION, file, where + ": " + e.getMessage());
            }
        }
    }

    /** Turns one line's boxes or answer into objects. */
    private record Line(Path file, String where, DatasetBuilder builder) {

        List<ObjectDraft> objects(Conversation conversation, Path image) {
            List<ObjectDraft> marked = conversation.objects();
            if (marked != null) {
                return marked.stream()
                        .map(object -> new ObjectDraft(
                                where + ", " + object.where(), object.type(), object.corners(), object.flag()))
                        .toList();
            }
            ImageSize size;
            try {
                size = ImageFile.size(image);
            } catch (InvalidImageException e) {
                return List.of(); // adding the image will report it
            }
            ReportDialect dialect = ReportDialect.of(conversation.answer());
            ParsedReport report = new ReportParser(dialect, builder.types())
                    .parse(conversation.answer(), CoordinateFrame.original(size.width(), size.height()));
            report.notes().forEach(this::report);
            if (report.status() == ParsedReport.Status.UNPARSABLE
                    && report.notes().isEmpty()) {
                throw new InputException("the answer says neither where defects are nor that there are none");
            }
            return drafts(report.defects());
        }

        private List<ObjectDraft> drafts(List<Defect> defects) {
            List<ObjectDraft> drafts = new ArrayList<>();
            for (Defect defect : defects) {
                BoundingBox box = defect.box();
                drafts.add(new ObjectDraft(
                        where + ", object " + (drafts.size() + 1),
                        defect.type().name(),
                        Corners.pixels(box.xMin(), box.yMin(), box.xMax(), box.yMax())));
            }
            return drafts;
        }

        private void report(Note note) {
            switch (note.kind()) {
                case UNKNOWN_TYPE -> {
                    // adding the object decides whether the type is allowed
                }
                case OUT_OF_RANGE ->
                    report(Rule.BOX_OUTSIDE, "the box " + note.text() + " is not inside the image; correct it");
                case UNORDERED ->
                    report(
                            Rule.BOX_UNORDERED,
                            "the box " + note.text() + " has a minimum above its maximum; exchange the two");
                case EMPTY_BOX -> report(Rule.BOX_EMPTY, "the box " + note.text() + " has no extent; correct it");
                case MALFORMED, TRUNCATED, LEFTOVER_TEXT ->
                    report(
                            Rule.UNREADABLE_ANNOTATION,
                            "\"" + note.text() + "\" in the answer is neither a defect nor the end");
            }
        }

        private void report(Rule rule, String text) {
            builder.report(rule, file, where + ": " + text);
        }
    }
}

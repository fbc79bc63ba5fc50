package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.UncheckedObject.Corners;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ParsedReport;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportParser;
import io.millsight.steel.report.ReportProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads conversations for fine-tuning, one per line and image, in files {@code *.jsonl}. Each file is a split.
 *
 * <p>Boxes come from {@code objects}, or from the answer in either dialect of the report, in pixels of the original
 * image. Images may lie anywhere: paths are relative to the file or absolute, as in other tools.
 */
final class JsonlReader implements FormatReader {

    @Override
    public DatasetFormat format() {
        return DatasetFormat.JSONL;
    }

    @Override
    public List<Path> annotationFiles(Path root) {
        return FileNames.list(root).stream()
                .filter(JsonlReader::containsConversations)
                .toList();
    }

    private static boolean containsConversations(Path file) {
        if (FileNames.extension(file).equals("json")) {
            return Files.isRegularFile(file) && JsonKind.of(file) == JsonKind.CONVERSATIONS;
        }
        return isLines(file);
    }

    private static boolean isLines(Path file) {
        return FileNames.extension(file).equals("jsonl");
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        List<DefectType> listed = types != null ? types : TypeList.beside(root).orElse(null);
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(listed));
        ImageSearch search = new ImageSearch(root);
        Map<Path, String> placeByImage = new HashMap<>();
        List<Path> files = annotationFiles(root);
        for (Path file : files) {
            Optional<String> usual = SplitFolders.splitOf(FileNames.stem(file));
            Optional<String> split = usual.isEmpty() && files.size() > 1 ? Optional.of(FileNames.stem(file)) : usual;
            new FileReader(file, split.orElse(null), builder, search, placeByImage).read();
        }
        return builder;
    }

    /** Reads one file: one conversation per line, or a JSON list of conversations. */
    private static final class FileReader {

        /** A larger file would exhaust the memory. One line has a few hundred characters. */
        private static final long MAX_BYTES = 256L << 20;

        private final Path file;
        private final @Nullable String split;
        private final DatasetBuilder builder;
        private final ImageSearch search;
        private final Map<Path, String> placeByImage;
        private final Set<String> questions = new LinkedHashSet<>();

        FileReader(
                Path file,
                @Nullable String split,
                DatasetBuilder builder,
                ImageSearch search,
                Map<Path, String> placeByImage) {
            this.file = file;
            this.split = split;
            this.builder = builder;
            this.search = search;
            this.placeByImage = placeByImage;
        }

        void read() {
            try {
                if (isLines(file)) {
                    readLines();
                } else {
                    JsonListReader.visit(
                            file,
                            Map.of(JsonListReader.WHOLE_FILE, Conversation.KEYS),
                            (list, number, piece) -> add("conversation " + number, () -> piece));
                }
            } catch (InputException e) {
                builder.report(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage()));
            }
            reportOwnTexts();
        }

        private void readLines() {
            int number = 0;
            for (String line : (Iterable<String>) TextFile.read(file, MAX_BYTES).lines()::iterator) {
                number++;
                if (!line.isBlank()) {
                    add("line " + number, () -> JsonListReader.parse(line));
                }
            }
        }

        private void add(String where, Supplier<JsonNode> json) {
            try {
                Conversation conversation = Conversation.parse(json.get());
                Path image = image(conversation.image(), where);
                if (image == null) {
                    return;
                }
                String other = placeByImage.putIfAbsent(image, where + " of " + FileNames.name(file));
                if (other != null) {
                    builder.report(
                            Rule.DUPLICATE_ID,
                            file,
                            where + ": its image " + MessageText.excerpt(conversation.image()) + " is also that of "
                                    + MessageText.printable(other)
                                    + "; an image has one answer: join the two or remove one");
                    return;
                }
                Line line = new Line(file, where, builder);
                builder.add(new UncheckedImage(image, file, null, line.objects(conversation, image)));
                if (split != null) {
                    builder.split(split).add(FileNames.stem(image));
                }
                questions.add(conversation.question());
            } catch (InputException e) {
                builder.report(Rule.UNREADABLE_ANNOTATION, file, where + ": " + e.getMessage());
            }
        }

        /** Returns the image, or null if it is missing. A missing image is reported. */
        private @Nullable Path image(String written, String where) {
            Path place = FileNames.resolve(FileNames.folder(file), written);
            try {
                ImageSearch.Found found = search.find(List.of(place));
                if (!found.exact()) {
                    builder.report(
                            Rule.OTHER_SPELLING,
                            file,
                            where + ": " + MessageText.excerpt(written) + " is the file "
                                    + MessageText.excerpt(FileNames.name(found.file()))
                                    + ", which differs in case or Unicode form");
                }
                return found.file();
            } catch (InputException e) {
                builder.report(Rule.MISSING_IMAGE, file, where + ": " + e.getMessage());
                return null;
            }
        }

        /** Reports questions that differ from the questions of the dialects. */
        private void reportOwnTexts() {
            List<DefectType> types = builder.types();
            Stream.of(ReportDialect.values())
                    .map(dialect -> dialect.prompt(types))
                    .forEach(questions::remove);
            questions.stream().findFirst().ifPresent(question -> {
                String others = questions.size() == 1
                        ? ""
                        : " and " + MessageText.count(questions.size() - 1, "other question");
                builder.report(
                        Rule.OWN_TEXTS,
                        file,
                        "its own texts, such as the question " + MessageText.quote(question) + others
                                + ", are not used, only images and boxes are: training and evaluation ask the question of their"
                                + " model or dialect and expect its form of answers; the millsight.json of a run holds both");
            });
        }
    }

    /** Converts the boxes or the answer of one line to objects. */
    private record Line(Path file, String where, DatasetBuilder builder) {

        List<UncheckedObject> objects(Conversation conversation, Path image) {
            List<UncheckedObject> marked = conversation.objects();
            if (marked != null) {
                return marked.stream()
                        .map(object -> new UncheckedObject(
                                where + ", " + object.where(), object.type(), object.corners(), object.flag()))
                        .toList();
            }
            ImageSize size;
            try {
                size = ImageFile.size(image);
            } catch (InvalidImageException e) {
                return List.of(); // adding the image reports the problem
            }
            ReportDialect dialect = ReportDialect.of(conversation.answer());
            ParsedReport report = new ReportParser(dialect, builder.types())
                    .parse(conversation.answer(), CoordinateFrame.original(size.width(), size.height()));
            report.problems().forEach(this::report);
            if (!report.problems().isEmpty()) {
                builder.markIncomplete(FileNames.stem(image));
            }
            if (report.status() == ParsedReport.Status.UNPARSABLE
                    && report.problems().isEmpty()) {
                throw new InputException("the answer says neither where defects are nor that there are none");
            }
            return drafts(report.defects());
        }

        private List<UncheckedObject> drafts(List<Defect> defects) {
            List<UncheckedObject> drafts = new ArrayList<>();
            for (Defect defect : defects) {
                BoundingBox box = defect.box();
                drafts.add(new UncheckedObject(
                        where + ", object " + (drafts.size() + 1),
                        defect.type().name(),
                        Corners.pixels(box.xMin(), box.yMin(), box.xMax(), box.yMax())));
            }
            return drafts;
        }

        private void report(ReportProblem problem) {
            switch (problem.kind()) {
                case UNKNOWN_TYPE -> {
                    // adding the object checks the type
                }
                case OUT_OF_RANGE ->
                    report(Rule.BOX_OUTSIDE, "the box " + problem.text() + " is not inside the image; correct it");
                case UNORDERED ->
                    report(
                            Rule.BOX_UNORDERED,
                            "the box " + problem.text() + " has a minimum above its maximum; exchange the two");
                case EMPTY_BOX -> report(Rule.BOX_EMPTY, "the box " + problem.text() + " has no extent; correct it");
                case MALFORMED, TRUNCATED, LEFTOVER_TEXT ->
                    report(
                            Rule.UNREADABLE_ANNOTATION,
                            "\"" + problem.text() + "\" in the answer is neither a defect nor the end");
            }
        }

        private void report(Rule rule, String text) {
            builder.report(rule, file, where + ": " + text);
        }
    }
}

package io.millsight.steel.format;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects what a reader finds: what is valid becomes the dataset, what is not becomes findings. */
final class DatasetBuilder {

    private final Path root;
    private final TypeNames types;
    private final Map<String, AnnotatedImage> images = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Set<String>> splits = new LinkedHashMap<>();
    private final Map<String, String> groups = new LinkedHashMap<>();
    private final Map<String, String> sourceIds = new HashMap<>();
    private final Map<String, Set<DefectType>> sourceCategories = new HashMap<>();

    DatasetBuilder(Path root, TypeNames types) {
        this.root = root;
        this.types = types;
    }

    void report(Rule rule, Path file, String text) {
        findings.add(new Finding(rule, file, text));
    }

    /** Whether an image of this id was added. */
    boolean contains(String id) {
        return images.containsKey(id);
    }

    /** The files of all images that were added. */
    Set<Path> files() {
        return images.values().stream().map(AnnotatedImage::file).collect(Collectors.toSet());
    }

    /** Adds an image with those of its objects that are valid; reports the rest. */
    void add(ImageDraft draft) {
        Path file = draft.image();
        String id = Names.stem(file);
        if (!Files.isRegularFile(file)) {
            report(Rule.MISSING_IMAGE, draft.annotation(), "its image " + shown(file) + " does not exist");
            return;
        }
        if (images.containsKey(id)) {
            report(
                    Rule.DUPLICATE_ID,
                    draft.annotation(),
                    "there is another image called " + id + "; file names without their extension must be unique");
            return;
        }
        ImageHeader header;
        try {
            header = ImageFile.header(file);
        } catch (InvalidImageException e) {
            findings.add(Finding.of(e, file));
            return;
        }
        header.notices().forEach(notice -> report(Rule.UNUSED_PAGES, file, notice));
        compareSizes(draft, header);
        ImageSize size = header.size();
        images.put(id, new AnnotatedImage(id, file, size.width(), size.height(), defects(draft, size)));
    }

    /** Whether the boxes were drawn on the picture that is shown: upright, of the size for which the annotation was made. */
    private void compareSizes(ImageDraft draft, ImageHeader header) {
        ImageSize declared = draft.declaredSize();
        Path image = draft.image().getFileName();
        if (declared != null && !declared.equals(header.size())) {
            report(
                    Rule.SIZE_MISMATCH,
                    draft.annotation(),
                    header.turned() && declared.equals(header.stored())
                            ? "it was made for " + image + " as stored, " + declared
                                    + ", but the orientation in the file"
                                    + " turns the picture to " + header.size()
                                    + "; remove the orientation from the file, or draw the boxes on the upright picture"
                            : "it was made for an image of " + declared + ", but " + image + " is " + header.size());
            return;
        }
        boolean told = declared != null && !declared.equals(header.stored());
        if (header.turned() && !told && !draft.objects().isEmpty()) {
            report(
                    Rule.TURNED_IMAGE,
                    draft.image(),
                    "the orientation in the file turns or mirrors the picture; check that its boxes were drawn on the"
                            + " upright picture (`millsight data show` shows both)");
        }
    }

    private List<Defect> defects(ImageDraft draft, ImageSize size) {
        List<Defect> defects = new ArrayList<>();
        for (ObjectDraft object : draft.objects()) {
            BoxRule.Verdict verdict = BoxRule.check(object.corners(), size);
            if (verdict.rule() != null) {
                report(verdict.rule(), draft.annotation(), object.where() + ": " + verdict.text());
            }
            BoundingBox box = verdict.box();
            try {
                Defect defect = box == null ? null : new Defect(types.resolve(object.type()), box, object.flag());
                if (defect != null) {
                    defects.add(defect);
                }
            } catch (InputException e) {
                report(Rule.UNKNOWN_TYPE, draft.annotation(), object.where() + ": " + e.getMessage());
            }
        }
        return defects;
    }

    /** A file's place inside the dataset, or wherever else it is. */
    private Path shown(Path file) {
        return file.startsWith(root) ? root.relativize(file) : file;
    }

    /** The types that were named in advance or used so far. */
    List<DefectType> types() {
        return types.all();
    }

    /** Names a split of which the members are added one by one. */
    Set<String> split(String name) {
        return splits.computeIfAbsent(name, unused -> new LinkedHashSet<>());
    }

    /** Forgets what the format said about splits, because a list says something else. */
    void clearSplits() {
        splits.clear();
    }

    void group(String id, String group) {
        groups.put(id, group);
    }

    /** Notes by which id the dataset's file names an image. */
    void sourceId(String image, String id) {
        sourceIds.putIfAbsent(image, id);
    }

    /** Notes by which id a file of the dataset names a type. */
    void sourceCategory(String id, DefectType type) {
        sourceCategories.computeIfAbsent(id, unused -> new LinkedHashSet<>()).add(types.resolve(type.name()));
    }

    Scan build(DatasetFormat format) {
        splits.values().forEach(ids -> ids.removeIf(id -> !images.containsKey(id)));
        groups.keySet().removeIf(id -> !images.containsKey(id));
        Path folder = root.toAbsolutePath().normalize().getFileName();
        String name = folder == null ? root.toString() : folder.toString();
        Map<String, List<String>> lists = new LinkedHashMap<>();
        splits.forEach((split, ids) -> lists.put(split, List.copyOf(ids)));
        Dataset dataset = new Dataset(name, root, types.all(), List.copyOf(images.values()), lists, groups);
        return new Scan(format, dataset, findings, new SourceIds(sourceIds, sourceCategories));
    }
}

package io.millsight.steel.format;

import io.millsight.files.MessageText;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the results of a reader: valid parts become the dataset, the others become findings. */
final class DatasetBuilder {

    private final Path root;
    private final TypeNames types;
    private final Map<String, AnnotatedImage> images = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Set<String>> splits = new LinkedHashMap<>();
    private final Map<String, String> groups = new LinkedHashMap<>();
    private final Map<String, String> sourceIds = new HashMap<>();
    private final Map<String, Set<DefectType>> sourceCategories = new HashMap<>();
    private final Set<String> unannotated = new LinkedHashSet<>();
    private final Set<String> refused = new LinkedHashSet<>();

    /** Content of folders in which an image was missing. */
    private final Map<Path, List<Path>> contents = new HashMap<>();

    DatasetBuilder(Path root, TypeNames types) {
        this.root = root;
        this.types = types;
    }

    void report(Rule rule, Path file, String text) {
        findings.add(new Finding(rule, file, text));
    }

    /** Returns whether an image with this id was added. */
    boolean contains(String id) {
        return images.containsKey(id);
    }

    /** Returns the ids of all added images. */
    Set<String> ids() {
        return Collections.unmodifiableSet(images.keySet());
    }

    /** Returns the files of all added images by id. */
    Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        images.forEach((id, image) -> files.put(id, image.file()));
        return files;
    }

    /** Returns the ids of the images with an annotation. */
    Set<String> annotated() {
        Set<String> annotated = new LinkedHashSet<>(images.keySet());
        annotated.removeAll(unannotated);
        return annotated;
    }

    /** Adds an image without annotation. Nobody stated that it is free of defects. */
    void addUnannotated(UncheckedImage draft) {
        if (add(draft)) {
            unannotated.add(FileNames.stem(draft.image()));
        }
    }

    /** Marks an image whose annotation was partly refused, so that it is not treated as free of defects. */
    void markIncomplete(String id) {
        refused.add(id);
    }

    /** Adds an image with its valid objects and reports the others. Returns whether the image was added. */
    boolean add(UncheckedImage draft) {
        Path file = draft.image();
        String id = FileNames.stem(file);
        if (!isUsable(file, draft.annotation())) {
            return false;
        }
        AnnotatedImage other = images.get(id);
        if (other != null) {
            report(
                    Rule.DUPLICATE_ID,
                    draft.annotation(),
                    other.file().equals(file)
                            ? "a second annotation of " + shown(file) + "; remove one of the two"
                            : "there is another image called " + MessageText.excerpt(id)
                                    + "; file names without their extension must be unique");
            return false;
        }
        ImageSize declared = draft.declaredSize();
        ImageSize size;
        try {
            ImageHeader header = ImageFile.header(file);
            header.notices().forEach(notice -> report(Rule.UNUSED_PAGES, file, notice));
            compareSizes(draft, header);
            size = header.size();
        } catch (InvalidImageException e) {
            findings.add(Finding.of(e, file));
            if (declared == null) {
                return false; // without a size, its boxes cannot be checked
            }
            size = declared; // its defects still count in an evaluation
        }
        List<Defect> defects = defects(draft, size);
        images.put(id, new AnnotatedImage(id, file, size.width(), size.height(), defects));
        if (defects.size() < draft.objects().size()) {
            refused.add(id);
        }
        return true;
    }

    /** Reports an annotation for another size, or for the stored orientation of the image. */
    private void compareSizes(UncheckedImage draft, ImageHeader header) {
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

    private boolean isUsable(Path file, Path annotation) {
        if (Files.isRegularFile(file)) {
            return true;
        }
        if (FileNames.exists(file)) {
            report(Rule.UNREADABLE_IMAGE, file, Files.isDirectory(file) ? "is a folder" : "is not a regular file");
            return false;
        }
        Path folder = FileNames.folder(file);
        String hint = Files.isDirectory(folder)
                ? SimilarFileName.hint(
                        FileNames.name(file), contents.computeIfAbsent(folder, FileNames::list), FileNames::name)
                : "";
        report(Rule.MISSING_IMAGE, annotation, "its image " + shown(file) + " does not exist" + hint);
        return false;
    }

    private List<Defect> defects(UncheckedImage draft, ImageSize size) {
        List<Defect> defects = new ArrayList<>();
        for (UncheckedObject object : draft.objects()) {
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

    /** Returns the path relative to the dataset folder, or the path itself for files outside. */
    private Path shown(Path file) {
        return file.startsWith(root) ? root.relativize(file) : file;
    }

    /** Returns the types that were given in advance or have occurred so far. */
    List<DefectType> types() {
        return types.all();
    }

    /** Returns the ids of a split for adding members. Creates the split if needed. */
    Set<String> split(String name) {
        return splits.computeIfAbsent(name, unused -> new LinkedHashSet<>());
    }

    /** Removes the splits of the format, because split lists replace them. */
    void clearSplits() {
        splits.clear();
    }

    void group(String id, String group) {
        groups.put(id, group);
    }

    /** Stores the id of an image in the dataset's own file. */
    void sourceId(String image, String id) {
        sourceIds.putIfAbsent(image, id);
    }

    /** Stores the category id of a type in a file of the dataset. */
    void sourceCategory(String id, DefectType type) {
        sourceCategories.computeIfAbsent(id, unused -> new LinkedHashSet<>()).add(types.resolve(type.name()));
    }

    DatasetScan build(DatasetFormat format) {
        splits.values().forEach(ids -> ids.removeIf(id -> !images.containsKey(id)));
        groups.keySet().removeIf(id -> !images.containsKey(id));
        Path folder = root.toAbsolutePath().normalize().getFileName();
        String name = folder == null ? root.toString() : folder.toString();
        Map<String, List<String>> lists = new LinkedHashMap<>();
        splits.forEach((split, ids) -> lists.put(split, List.copyOf(ids)));
        Dataset dataset = new Dataset(name, root, types.all(), List.copyOf(images.values()), lists, groups);
        Set<String> unconfirmed = new HashSet<>(unannotated);
        unconfirmed.addAll(refused);
        return new DatasetScan(format, dataset, unconfirmed, findings, new SourceIds(sourceIds, sourceCategories));
    }
}

package io.millsight.steel;

import java.util.Locale;

/**
 * Rules of the dataset check. Errors prevent the use of the dataset, warnings should be examined, and the rest is
 * information.
 */
public enum Rule {
    /** Annotation file that cannot be parsed or refers to something missing. */
    UNREADABLE_ANNOTATION(Severity.ERROR),
    /** Image file that cannot be decoded. */
    UNREADABLE_IMAGE(Severity.ERROR),
    /** Annotation whose image does not exist. */
    MISSING_IMAGE(Severity.ERROR),
    /** File name that leads out of the dataset folder. */
    UNSAFE_PATH(Severity.ERROR),
    /** Two images with the same id. */
    DUPLICATE_ID(Severity.ERROR),
    /** Image that the selected model cannot process. */
    UNSUITABLE_IMAGE(Severity.ERROR),
    /** Annotation for another image size. */
    SIZE_MISMATCH(Severity.ERROR),
    /** Type that is not in the list of types. */
    UNKNOWN_TYPE(Severity.ERROR),
    /** Box that exceeds the image by more than a pixel. */
    BOX_OUTSIDE(Severity.ERROR),
    /** Box whose minimum is larger than its maximum. */
    BOX_UNORDERED(Severity.ERROR),
    /** Box without extent. */
    BOX_EMPTY(Severity.ERROR),
    /** List of images that cannot be read or names an unknown image. */
    BROKEN_SPLIT(Severity.ERROR),
    /** Folder of images without labels, although labels exist elsewhere. */
    LABELS_NOT_FOUND(Severity.ERROR),
    /** List of groups that cannot be read. */
    BROKEN_GROUPS(Severity.ERROR),

    /** Box that exceeds the image by up to a pixel, as from tools that count from 1. It is clipped at the border. */
    BOX_CLIPPED(Severity.WARNING),
    /** Box that occurs twice on an image with the same type. */
    DUPLICATE_BOX(Severity.WARNING),
    /** Box that occurs twice on an image with different types. */
    CONFLICTING_BOX(Severity.WARNING),
    /** Images with the same pixels. */
    IDENTICAL_IMAGES(Severity.WARNING),
    /** Image file with several pages or frames, of which only the first is used. */
    UNUSED_PAGES(Severity.WARNING),
    /** Image that its file's orientation rotates or mirrors, and whose boxes may belong to the stored orientation. */
    TURNED_IMAGE(Severity.WARNING),
    /** Image that is too long and thin for models that use the original image size. */
    LONG_AND_THIN(Severity.WARNING),
    /** Image in two splits. */
    SPLIT_OVERLAP(Severity.WARNING),
    /** Image in one split that shows the same steel as an image in another. */
    SPLIT_LEAK(Severity.WARNING),
    /** Image in no split, although there are splits. */
    NOT_IN_SPLIT(Severity.WARNING),
    /** Id that is a text instead of a number. */
    TEXT_ID(Severity.WARNING),
    /** Image whose file name differs from the annotation in case or Unicode form. */
    OTHER_SPELLING(Severity.WARNING),
    /** JSON file with another purpose than boxes. */
    SKIPPED_FILE(Severity.WARNING),
    /** Questions and answers in the file, which are not used. */
    OWN_TEXTS(Severity.WARNING),
    /** Stated place of a split that does not exist. Exporters state a test split that they did not write. */
    MISSING_SPLIT(Severity.WARNING),
    /** Row of a list of groups that names no image. */
    GROUP_WITHOUT_IMAGE(Severity.WARNING),
    /** Files of another format than the detected one. */
    OTHER_FORMAT(Severity.WARNING),
    /** Types whose names have the same words. */
    SIMILAR_TYPES(Severity.WARNING),
    /** Type that occurs in the dataset but not in one of its splits. */
    TYPE_NOT_IN_SPLIT(Severity.WARNING),
    /** Dataset in which every image has a defect. */
    NO_CLEAN_IMAGES(Severity.WARNING),
    /** Image without annotation. */
    MISSING_ANNOTATION(Severity.WARNING),

    /** Image with defects of several types. */
    SEVERAL_TYPES(Severity.INFO),
    /** Objects with the flag difficult or crowd. */
    FLAGGED_OBJECT(Severity.INFO),
    /** Image that is annotated as free of defects. */
    CLEAN_IMAGE(Severity.INFO),
    /** File that is neither an image nor an annotation. */
    STRAY_FILE(Severity.INFO);

    /** Severity of a finding. */
    public enum Severity {
        ERROR,
        WARNING,
        INFO
    }

    private final Severity severity;

    Rule(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    /** Returns the name for reports and JSON: {@code box-outside}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.millsight.steel;

import java.util.Locale;

/** What a dataset is checked for. An error keeps the dataset from being read; a warning deserves a look; the rest is for information. */
public enum Rule {
    /** An annotation file that cannot be parsed or that refers to what is not there. */
    UNREADABLE_ANNOTATION(Severity.ERROR),
    /** An image file that cannot be decoded. */
    UNREADABLE_IMAGE(Severity.ERROR),
    /** An annotation of which the image does not exist. */
    MISSING_IMAGE(Severity.ERROR),
    /** A file name that leads out of the dataset's folder. */
    UNSAFE_PATH(Severity.ERROR),
    /** Two images with the same id. */
    DUPLICATE_ID(Severity.ERROR),
    /** An image that the model in question cannot be shown. */
    UNSUITABLE_IMAGE(Severity.ERROR),
    /** An annotation made for another size than that of the image. */
    SIZE_MISMATCH(Severity.ERROR),
    /** A type that is not in the list of types. */
    UNKNOWN_TYPE(Severity.ERROR),
    /** A box more than a pixel beyond the image. */
    BOX_OUTSIDE(Severity.ERROR),
    /** A box whose minimum is above its maximum. */
    BOX_UNORDERED(Severity.ERROR),
    /** A box without extent. */
    BOX_EMPTY(Severity.ERROR),
    /** A list of images that names an unknown image or cannot be read. */
    BROKEN_SPLIT(Severity.ERROR),
    /** A folder of images without labels, although labels were clearly meant to be there. */
    LABELS_NOT_FOUND(Severity.ERROR),
    /** A list of groups that cannot be read. */
    BROKEN_GROUPS(Severity.ERROR),

    /** A box up to a pixel beyond the image, as tools that count from 1 write it: cut at the border. */
    BOX_CLIPPED(Severity.WARNING),
    /** The same box with the same type twice on an image. */
    DUPLICATE_BOX(Severity.WARNING),
    /** The same box with different types on an image. */
    CONFLICTING_BOX(Severity.WARNING),
    /** Images with the same pixels. */
    IDENTICAL_IMAGES(Severity.WARNING),
    /** An image file of several pages or frames, of which only the first is used. */
    UNUSED_PAGES(Severity.WARNING),
    /** An image that its file's orientation turns or mirrors, with boxes of which nothing says whether they were drawn before. */
    TURNED_IMAGE(Severity.WARNING),
    /** An image so long and thin that a model which sees pictures in their own size refuses it. */
    LONG_AND_THIN(Severity.WARNING),
    /** An image in two splits. */
    SPLIT_OVERLAP(Severity.WARNING),
    /** An image in one split that shows the same steel as an image in another. */
    SPLIT_LEAK(Severity.WARNING),
    /** An image that no split contains, although there are splits. */
    NOT_IN_SPLIT(Severity.WARNING),
    /** An id that is text, where the format has numbers. */
    TEXT_ID(Severity.WARNING),
    /** An image whose file has another spelling than the annotation: another case or another Unicode form. */
    OTHER_SPELLING(Severity.WARNING),
    /** A JSON file of a purpose that no boxes are read for. */
    SKIPPED_FILE(Severity.WARNING),
    /** Questions and answers of one's own, which are replaced. */
    OWN_TEXTS(Severity.WARNING),
    /** A place for a split that is stated and not there, as exporters state a test that they did not write. */
    MISSING_SPLIT(Severity.WARNING),
    /** A row of a list of groups that names no image. */
    GROUP_WITHOUT_IMAGE(Severity.WARNING),
    /** Files of another format than the one in which the folder is read. */
    OTHER_FORMAT(Severity.WARNING),
    /** Types of which the names read as the same words. */
    SIMILAR_TYPES(Severity.WARNING),
    /** An image for which no annotation exists. */
    MISSING_ANNOTATION(Severity.WARNING),

    /** An image with defects of several types. */
    SEVERAL_TYPES(Severity.INFO),
    /** Objects that are marked as difficult or as a crowd. */
    FLAGGED_OBJECT(Severity.INFO),
    /** An image that was annotated as free of defects. */
    CLEAN_IMAGE(Severity.INFO),
    /** A file that is neither an image nor an annotation. */
    STRAY_FILE(Severity.INFO);

    /** How bad a finding is. */
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

    /** The name in reports and machine-readable output: {@code box-outside}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.millsight.history;

/** The file of an image was removed, because it was kept no longer, between its storing and the record of its inspection. */
public final class MissingImageException extends HistoryException {

    private static final long serialVersionUID = 1L;

    MissingImageException() {
        super("the file of the image was removed meanwhile; store it again");
    }
}

package io.millsight.steel.format;

import io.millsight.files.AtomicFolder;
import io.millsight.steel.Dataset;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * Writes datasets. The target must be new or an empty folder, otherwise an {@link InputException} is thrown. The folder
 * is written completely or not at all.
 */
public final class DatasetWriter {

    private DatasetWriter() {}

    /** Writes a dataset with copies of its images. Conversations use the default style. */
    public static void write(Dataset dataset, DatasetFormat format, Path target) {
        FormatWriter writer = switch (format) {
            case VOC -> new VocWriter();
            case COCO -> new CocoWriter();
            case YOLO -> new YoloWriter();
            case JSONL -> new JsonlWriter(ConversationStyle.of(dataset.types()));
        };
        write(dataset, writer, target);
    }

    /** Writes a dataset as conversations in the given style. */
    public static void writeConversations(Dataset dataset, ConversationStyle style, Path target) {
        write(dataset, new JsonlWriter(style), target);
    }

    private static void write(Dataset dataset, FormatWriter writer, Path target) {
        try {
            AtomicFolder.write(target, folder -> {
                writer.write(dataset, folder);
                if (!dataset.groups().isEmpty()) {
                    GroupsFile.write(dataset.groups(), folder.resolve(GroupsFile.NAME));
                }
            });
        } catch (FileAlreadyExistsException e) {
            throw new InputException(target + ": this already exists; give the name of a new or empty folder", e);
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(
                    target + ": cannot be written (" + e.getMessage() + "); nothing was left there", e);
        }
    }
}

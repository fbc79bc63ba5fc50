package io.millsight.hub;

import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files of a list that a model folder needs: settings, tokenizer, chat template, weights as safetensors, licence and model card. Program text
 * and weights in formats that can carry programs ({@code .py}, {@code .bin}, {@code .pth}) are left out, and so are files in subfolders, which no
 * loader of a model folder reads.
 *
 * @param files to download, in the hub's order
 * @param leftOut paths of the others
 */
record WantedFiles(List<RemoteFile> files, List<String> leftOut) {

    private static final Pattern WEIGHTS = Pattern.compile("[^/]+\\.safetensors");
    private static final Pattern TEXTS =
            Pattern.compile("[^/.][^/]*\\.(json|txt|jinja|md)|(LICENSE|LICENCE|NOTICE)([-._][^/]*)?");
    private static final String CONFIG = "config.json";

    /** The largest file of weights; published shards have about 5 GB. */
    private static final long MAX_WEIGHTS = 100_000_000_000L;

    /** The largest other file; a published tokenizer.json has 7 MB. */
    private static final long MAX_TEXT = 200_000_000L;

    private static final int MAX_FILES = 1_000;

    /** The largest model; one of 72 billion parameters has 150 GB. */
    private static final long MAX_BYTES = 2_000_000_000_000L;

    /**
     * Chooses from a list.
     *
     * @throws HubException if the list is not that of a model folder, or if a name in it is unsafe
     */
    static WantedFiles of(ModelId model, Snapshot snapshot) {
        List<RemoteFile> wanted = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (RemoteFile file : snapshot.files()) {
            FileNames.requireInside(model, file.path());
            if (isWanted(file.path())) {
                FileNames.requirePortable(model, file.path());
                requireSize(model, file);
                wanted.add(file);
            } else {
                leftOut.add(file.path());
            }
        }
        requireModel(model, wanted);
        requireTotal(model, wanted);
        requireDistinct(model, wanted);
        return new WantedFiles(List.copyOf(wanted), List.copyOf(leftOut));
    }

    /** Returns the size of all files. */
    long bytes() {
        return files.stream().mapToLong(RemoteFile::size).sum();
    }

    private static boolean isWanted(String path) {
        return !path.equals(SourceRecord.FILE)
                && (WEIGHTS.matcher(path).matches() || TEXTS.matcher(path).matches());
    }

    private static void requireSize(ModelId model, RemoteFile file) {
        long most = WEIGHTS.matcher(file.path()).matches() ? MAX_WEIGHTS : MAX_TEXT;
        if (file.size() < 0 || file.size() > most) {
            throw new HubException(model + ": the hub lists " + MessageText.quote(file.path()) + " with "
                    + (file.size() < 0 ? "no size" : Quantity.bytes(file.size())) + "; expected at most "
                    + Quantity.bytes(most) + " for such a file");
        }
    }

    private static void requireModel(ModelId model, List<RemoteFile> wanted) {
        boolean hasConfig = wanted.stream().anyMatch(file -> file.path().equals(CONFIG));
        boolean hasWeights =
                wanted.stream().anyMatch(file -> WEIGHTS.matcher(file.path()).matches());
        if (!hasConfig || !hasWeights) {
            throw new HubException(model + ": has no " + (hasConfig ? "*.safetensors" : CONFIG)
                    + "; choose a model in the format of Hugging Face transformers, for example"
                    + " Qwen/Qwen2.5-VL-3B-Instruct");
        }
    }

    private static void requireTotal(ModelId model, List<RemoteFile> wanted) {
        long bytes = wanted.stream().mapToLong(RemoteFile::size).sum();
        if (wanted.size() > MAX_FILES || bytes > MAX_BYTES) {
            throw new HubException(model + ": lists " + Quantity.count(wanted.size()) + " files of "
                    + Quantity.bytes(bytes) + "; expected at most " + Quantity.count(MAX_FILES) + " and "
                    + Quantity.bytes(MAX_BYTES));
        }
    }

    private static void requireDistinct(ModelId model, List<RemoteFile> wanted) {
        Map<String, String> names = new HashMap<>();
        for (RemoteFile file : wanted) {
            String other = names.put(file.path().toLowerCase(Locale.ROOT), file.path());
            if (other != null) {
                throw new HubException(model + ": lists " + MessageText.quote(other) + " and "
                        + MessageText.quote(file.path())
                        + ", which are one file on some systems; nothing was downloaded");
            }
        }
    }
}

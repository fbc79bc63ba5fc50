package io.millsight.service.model;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.ReportTask;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.experiment.model.StoredThreshold;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.report.ProgramVersion;
import io.millsight.files.Hashes;
import io.millsight.history.Deployment;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.qwen.ModelFolder;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads a model from its folders.
 *
 * @param folders of the model and its adapter
 * @param options how the model is loaded and how it answers
 * @param listener is told what a user has to know about the model
 */
public record FolderModelLoader(EvaluatedModel folders, QwenInspectorOptions options, ProgressListener listener)
        implements ModelLoader {

    /** The weights of an adapter and of a detector. */
    private static final String WEIGHTS = ".safetensors";

    /** A larger base takes too long to be loaded and asked a second time. */
    private static final long LARGEST_BARE = 1L << 30;

    @Override
    public LoadedModel load() {
        double threshold = StoredThreshold.choose(folders, options.minScore(), listener);
        Inspector inspector = new ModelOpener(options, listener).openForMeasuring(folders, DefectType.NEU_DET, null);
        boolean described = false;
        try {
            Deployment.Settings settings = new Deployment.Settings(
                    threshold,
                    inspector.testTimeAugmentation().name().toLowerCase(Locale.ROOT),
                    options.decoding().words(),
                    ProgramVersion.current(),
                    device(options.compute()));
            LoadedModel loaded = new LoadedModel(inspector, model(inspector.task()), settings, bare());
            described = true;
            return loaded;
        } finally {
            if (!described) {
                inspector.close();
            }
        }
    }

    private static String device(AdaptedModel.Compute compute) {
        String dtype = compute.dtype().name().toLowerCase(Locale.ROOT);
        return compute.device() + "/" + (compute.int8() ? AdaptedModel.Compute.INT8 : dtype);
    }

    private @Nullable Supplier<Inspector> bare() {
        Path adapter = folders.adapter();
        return adapter == null || bytesOfWeights(folders.modelFolder()) > LARGEST_BARE
                ? null
                : () -> new ModelOpener(options, ProgressListener.NONE)
                        .openWithout(adapter, folders, DefectType.NEU_DET);
    }

    private static long bytesOfWeights(Path folder) {
        return weights(folder).stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    @Override
    public LoadedModel load(Path adapter) {
        return with(adapter).load();
    }

    @Override
    public Deployment.Model describe(Path adapter) {
        FolderModelLoader other = with(adapter);
        Manifest manifest = other.folders
                .manifest()
                .orElseThrow(() -> new InputException(
                        adapter + ": there is no millsight.json; give an adapter that" + " Millsight trained"));
        manifest.requireBase(ModelFolder.open(other.folders.modelFolder()), adapter);
        return other.model(manifest.task());
    }

    @Override
    public @Nullable Path adapterFolder() {
        return folders.adapter();
    }

    private FolderModelLoader with(Path adapter) {
        if (folders.detector().isPresent()) {
            throw new InputException(adapter + ": " + folders.model() + " is a detector, which takes no adapters");
        }
        return new FolderModelLoader(new EvaluatedModel(folders.model(), adapter), options, listener);
    }

    private Deployment.Model model(ReportTask task) {
        boolean adapted = folders.adapter() != null;
        Path base = folders.modelFolder();
        String fingerprint = folders.detector().isPresent()
                ? sha256OfWeights(base)
                : ModelFolder.open(base).fingerprint();
        return new Deployment.Model(
                name(folders.model()),
                fingerprint,
                adapted ? folders.name() : null,
                adapted ? sha256OfWeights(folders.tunedFolder()) : null,
                sha256(task),
                task.types());
    }

    private static String name(Path folder) {
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    }

    /** Returns the hash of what is asked and of the language of the answers. */
    private static String sha256(ReportTask task) {
        String text = String.join(
                "\n",
                task.dialect().name(),
                task.coordinates().name(),
                task.boxOrder().name(),
                task.types().toString(),
                task.instruction());
        return Hashes.hex(Hashes.sha256(text));
    }

    /** Returns the hash of the files of weights in a folder, in the order of their names. */
    private static String sha256OfWeights(Path folder) {
        MessageDigest digest = Hashes.sha256();
        for (Path file : weights(folder)) {
            try {
                Hashes.copy(file, OutputStream.nullOutputStream(), digest);
            } catch (IOException e) {
                throw unreadable(folder, e);
            }
        }
        return Hashes.hex(digest.digest());
    }

    private static List<Path> weights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(WEIGHTS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static InputException unreadable(Path folder, IOException cause) {
        return new InputException(folder + ": its weights cannot be read (" + cause.getMessage() + ")", cause);
    }
}

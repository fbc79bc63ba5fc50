package io.millsight.service.learning;

import io.millsight.history.Deployment;
import io.millsight.service.FakeInspector;
import io.millsight.service.model.LoadedModel;
import io.millsight.service.model.ModelLoader;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Loads inspectors that find what pictures say, with or without an adapter. */
public final class FakeLoader implements ModelLoader {

    /** The name of an adapter with which the base answers as it does alone. */
    static final String WITHOUT_EFFECT = "without-effect";

    private final List<FakeInspector> loaded = new CopyOnWriteArrayList<>();
    private final String device;

    public FakeLoader() {
        this("cpu/float32");
    }

    /**
     * @param device servers with other devices have other settings
     */
    FakeLoader(String device) {
        this.device = device;
    }

    @Override
    public LoadedModel load() {
        return load("fake-adapter", "cd");
    }

    @Override
    public LoadedModel load(Path adapter) {
        Deployment.Model model = describe(adapter);
        return load(String.valueOf(model.adapter()), String.valueOf(model.adapterSha256()));
    }

    @Override
    public Path adapterFolder() {
        return Path.of("fake-adapter");
    }

    private LoadedModel load(String name, String sha256) {
        boolean hasEffect = !name.equals(WITHOUT_EFFECT);
        FakeInspector inspector = hasEffect ? new FakeInspector() : new FakeInspector(0.9);
        loaded.add(inspector);
        Deployment.Settings plain = inspector.loaded().settings();
        Deployment.Settings settings = new Deployment.Settings(
                plain.threshold(), plain.augmentation(), plain.decoding(), plain.software(), device);
        return new LoadedModel(
                inspector, model(name, sha256), settings, hasEffect ? null : () -> new FakeInspector(0.9));
    }

    @Override
    public Deployment.Model describe(Path adapter) {
        if (!Files.exists(adapter.resolve("settings.yaml"))) {
            throw new InputException(adapter + ": is no adapter");
        }
        String name = String.valueOf(adapter.getFileName());
        return model(name, "sha of " + name);
    }

    private static Deployment.Model model(String name, String sha256) {
        Deployment.Model plain = new FakeInspector().loaded().model();
        return new Deployment.Model(
                plain.name(), plain.baseSha256(), name, sha256, plain.promptSha256(), plain.types());
    }

    /** Returns all inspectors that were loaded, the first one first. */
    List<FakeInspector> inspectors() {
        return List.copyOf(loaded);
    }
}

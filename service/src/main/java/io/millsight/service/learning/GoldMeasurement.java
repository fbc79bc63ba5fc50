package io.millsight.service.learning;

import io.millsight.history.DatasetVersion;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.KnownAdapter;
import io.millsight.history.Training;
import io.millsight.service.export.DatasetFolders;
import io.millsight.service.model.ModelLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures models on the gold set with {@code evaluate}, in a process of its own and with the options of the service.
 *
 * @param history where the figures are kept
 * @param datasets where the gold set lies
 * @param loader knows the folder of the model of the command line
 * @param program how the process is started
 * @param process runs it
 */
record GoldMeasurement(
        History history,
        DatasetFolders datasets,
        ModelLoader loader,
        TrainingProgram program,
        TrainingProcess process) {

    /**
     * Measures an adapter.
     *
     * @param training for which it is measured
     * @param adapter the folder of the adapter; null for the base alone
     * @param name of the folder of the report among the files of the training
     */
    GoldFigures measure(Training training, @Nullable Path adapter, String name)
            throws StoppedException, InterruptedException, IOException {
        DatasetVersion dataset =
                history.datasets().find(training.plan().dataset()).orElseThrow();
        String report = TrainingRunner.place(training) + "/" + name;
        List<String> command = new ArrayList<>(program.command());
        command.addAll(List.of(
                "evaluate",
                "--model=" + program.base(),
                "--adapter=" + (adapter == null ? "none" : adapter),
                "--data=" + datasets.folder(dataset.id()),
                "--split=" + DatasetFolders.GOLD_SPLIT,
                "--out=" + history.folder().resolve(report)));
        command.addAll(program.answering());
        process.run(command, training);
        return GoldFigures.read(history.folder(), report, dataset.content().goldSha256());
    }

    /** Measures the active model, unless it was measured on the same gold set already. */
    void measureActive(Training training) throws StoppedException, InterruptedException, IOException {
        KnownAdapter active = history.deployments()
                .running(Deployment.Mode.ACTIVE)
                .flatMap(deployment -> history.adapters().find(deployment.adapter()))
                .orElseThrow();
        String gold = history.datasets()
                .find(training.plan().dataset())
                .orElseThrow()
                .content()
                .goldSha256();
        boolean measured = GoldFigures.of(active)
                .map(figures -> figures.goldSha256().equals(gold))
                .orElse(false);
        if (!measured) {
            history.adapters()
                    .measured(
                            active.id(),
                            measure(training, folder(active), "gold-before").text());
        }
    }

    /** Returns the folder of an adapter; null for the base alone. */
    @Nullable
    Path folder(KnownAdapter adapter) {
        String folder = adapter.folder();
        return folder == null ? loader.adapterFolder() : history.folder().resolve(folder);
    }
}

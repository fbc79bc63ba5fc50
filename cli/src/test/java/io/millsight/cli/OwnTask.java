package io.millsight.cli;

import io.millsight.adapter.Manifest;
import io.millsight.adapter.ReportTask;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Gives a model's folder a task of its own, as training would. */
public final class OwnTask {

    private OwnTask() {}

    /** The standard task with these types. */
    public static void write(Path model, List<DefectType> types, boolean augment) throws IOException {
        new Manifest(
                        ReportTask.standard(types),
                        new Manifest.Images(3136, 153664, ResizeVariant.ATEN, Optional.empty()),
                        false,
                        augment,
                        new Manifest.Base("", ""))
                .write(model);
    }
}

package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Tensor;
import tools.jackson.databind.JsonNode;

/** The reference's numbers at every stage of the forward pass, and the comparison with them. The caller closes it. */
public final class GoldenForward implements AutoCloseable {

    private final SafetensorsFile expected = SafetensorsFile.open(GoldenFolder.file("forward.safetensors"));

    /** A recorded tensor, in the current scope. */
    public Tensor tensor(String name) {
        return expected.tensor(name);
    }

    /** The inputs and small outputs of a case. */
    public static JsonNode inputs(String name) {
        return GoldenFolder.json("forward.json").get("cases").get(name);
    }

    /** Compares the rows of all samples without their padding. */
    public void assertRows(String tensor, SequenceBatch batch, Tensor actual, double tolerance, boolean relative) {
        if (!isRecorded(tensor)) {
            return;
        }
        Tensor reference = expected.tensor(tensor);
        for (int row = 0; row < batch.size(); row++) {
            int padding = batch.padding(row);
            assertClose(
                    tensor,
                    reference.select(0, row).narrow(0, padding, batch.length() - padding),
                    actual.select(0, row).narrow(0, padding, batch.length() - padding),
                    tolerance,
                    relative);
        }
    }

    /** The fixtures hold every stage of the single image, and of the other cases the stages where something new can go wrong. */
    private boolean isRecorded(String tensor) {
        return tensor.startsWith("single/") || expected.names().contains(tensor);
    }

    /** Compares a whole tensor. */
    public void assertClose(String tensor, Tensor actual, double tolerance, boolean relative) {
        if (!isRecorded(tensor)) {
            return;
        }
        assertClose(tensor, expected.tensor(tensor), actual, tolerance, relative);
    }

    private static void assertClose(String name, Tensor reference, Tensor actual, double tolerance, boolean relative) {
        float[] want = reference.toFloats();
        float[] got = actual.toFloats();
        assertThat(got).as(name).hasSameSizeAs(want);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < want.length; i++) {
            largest = Math.max(largest, Math.abs(want[i]));
            difference = Math.max(difference, Math.abs(want[i] - got[i]));
        }
        assertThat(difference)
                .as("largest difference of " + name)
                .isLessThanOrEqualTo(tolerance * (relative ? Math.max(1, largest) : 1));
    }

    @Override
    public void close() {
        expected.close();
    }
}

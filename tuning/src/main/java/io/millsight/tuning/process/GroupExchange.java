package io.millsight.tuning.process;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.ProcessGroup;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.tuning.step.GradientExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Deals the micro-batches of a step out in turn: micro-batch i belongs to process i mod N. A process may have none.
 *
 * <p>Gradients are joined into float32 buffers of limited size on the processor, so that few and large messages are sent.
 */
final class GroupExchange implements GradientExchange {

    private static final long BUFFER_ELEMENTS = 1 << 24; // 64 MiB

    private final ProcessGroup group;

    GroupExchange(ProcessGroup group) {
        this.group = group;
    }

    @Override
    public boolean computes(int microBatch) {
        return microBatch % group.size() == group.rank();
    }

    @Override
    public void sum(Map<String, Tensor> parameters, double[] figures) {
        List<Tensor> all = List.copyOf(parameters.values());
        try (NoGradient off = NoGradient.open();
                Scope scope = Scope.open()) {
            List<Tensor> learning = withGradients(all, figures);
            int start = 0;
            while (start < learning.size()) {
                long elements = 0;
                int end = start;
                while (end < learning.size()
                        && (end == start || elements + learning.get(end).elements() <= BUFFER_ELEMENTS)) {
                    elements += learning.get(end++).elements();
                }
                sum(learning.subList(start, end));
                start = end;
            }
        }
    }

    /**
     * Tells all processes the figures and which parameters have a gradient anywhere. Numbers travel as their bits in int64, because a sum of bits and
     * zeros is exact.
     */
    private List<Tensor> withGradients(List<Tensor> parameters, double[] figures) {
        long[] message = new long[figures.length + parameters.size()];
        for (int i = 0; i < figures.length; i++) {
            message[i] = Double.doubleToRawLongBits(figures[i]);
        }
        for (int i = 0; i < parameters.size(); i++) {
            message[figures.length + i] = parameters.get(i).gradient() == null ? 0 : 1;
        }
        Tensor sums = Tensor.of(message, message.length);
        group.sum(sums, TrainingGroup.PATIENCE);
        long[] answer = sums.toLongs();
        for (int i = 0; i < figures.length; i++) {
            figures[i] = Double.longBitsToDouble(answer[i]);
        }
        List<Tensor> learning = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            if (answer[figures.length + i] > 0) {
                learning.add(parameters.get(i));
            }
        }
        return learning;
    }

    private void sum(List<Tensor> parameters) {
        try (Scope scope = Scope.open()) {
            Tensor buffer = Tensor.concatenate(
                    parameters.stream()
                            .map(parameter -> flatGradient(parameter).to(Device.CPU))
                            .toList(),
                    0);
            group.sum(buffer, TrainingGroup.PATIENCE);
            long start = 0;
            for (Tensor parameter : parameters) {
                Tensor sum = buffer.narrow(0, start, parameter.elements()).reshape(parameter.shape());
                Tensor gradient = parameter.gradient();
                if (gradient == null) {
                    parameter.takeGradient(sum.copy().to(parameter.device()));
                } else {
                    gradient.copyFrom(sum);
                }
                start += parameter.elements();
            }
        }
    }

    private static Tensor flatGradient(Tensor parameter) {
        Tensor gradient = parameter.gradient();
        return gradient == null
                ? Tensor.zeros(DType.FLOAT32, parameter.device(), parameter.elements())
                : gradient.reshape(-1);
    }
}

package io.millsight.qwen;

import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A test of the forward pass: the tiny model in float32, the reference's numbers, and a scope for each method. */
public abstract class GoldenForwardCase {

    protected static QwenModel model;
    protected static GoldenForward golden;

    private Scope scope;
    private NoGradient off;

    @BeforeAll
    static void load() {
        model = GoldenModel.load(DType.FLOAT32);
        golden = new GoldenForward();
    }

    @AfterAll
    static void release() {
        model.close();
        golden.close();
    }

    @BeforeEach
    void open() {
        scope = Scope.open();
        off = NoGradient.open();
    }

    @AfterEach
    void close() {
        off.close();
        scope.close();
    }
}

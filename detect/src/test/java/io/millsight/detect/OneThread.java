package io.millsight.detect;

import io.millsight.torch.Torch;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Computes the tests of a class on one thread, as the reference did: sums of several threads differ by as much as the tolerances. */
public final class OneThread implements BeforeAllCallback, AfterAllCallback {

    private int before;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = Torch.threads();
        Torch.threads(1);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Torch.threads(before);
    }
}

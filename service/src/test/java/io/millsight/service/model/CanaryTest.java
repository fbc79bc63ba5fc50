package io.millsight.service.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.service.FakeInspector;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryTest {

    private static final String BOX = "{\"type\":\"patches\",\"x1\":10.0,\"y1\":20.0,\"x2\":110.0,\"y2\":120.0}";

    @TempDir
    private Path folder;

    @Test
    void boxesMayMoveByAPixelAndNotFurther() {
        assertThat(Canary.same("[" + BOX + "]", "[" + BOX.replace("10.0", "11.0") + "]"))
                .isTrue();
        assertThat(Canary.same("[" + BOX + "]", "[" + BOX.replace("10.0", "60.0") + "]"))
                .isFalse();
        assertThat(Canary.same("[" + BOX + "]", "[" + BOX.replace("patches", "crazing") + "]"))
                .isFalse();
        assertThat(Canary.same("[" + BOX + "]", "[]")).isFalse();
        assertThat(Canary.same("[]", "[]")).isTrue();
    }

    @Test
    void recordsAtTheFirstStartAndComparesLater() {
        try (History history = History.open(folder, Clock.systemUTC())) {
            DeployedModel first = deployed(history);
            try (Inspector inspector = first.open().inspector()) {
                assertThat(first.canary()).contains(CanaryResult.PASSED);
            }
            Deployment deployment = first.deployment().orElseThrow();
            assertThat(history.deployments().list())
                    .singleElement()
                    .extracting(Deployment::canary)
                    .isNotNull();

            history.deployments().recordCanary(deployment.id(), "[" + BOX + "]");
            DeployedModel second = deployed(history);
            try (Inspector inspector = second.open().inspector()) {
                assertThat(second.deployment().map(Deployment::id)).contains(deployment.id());
                assertThat(second.canary()).contains(CanaryResult.OTHER_BOXES);
            }
        }
    }

    @Test
    void anAdapterThatChangesNothingDoesNotPass() {
        FakeInspector bare = new FakeInspector(0.9);
        try (History history = History.open(folder, Clock.systemUTC())) {
            DeployedModel model =
                    new DeployedModel(() -> new FakeInspector(0.9).loaded(() -> bare), history, new SecureRandom());
            model.open().inspector().close();

            assertThat(model.canary()).contains(CanaryResult.NO_EFFECT);
            assertThat(history.deployments().list())
                    .singleElement()
                    .extracting(Deployment::canary)
                    .isNull();
            assertThat(model.tryOut(new FakeInspector(0.9).loaded(() -> bare)).result())
                    .isEqualTo(CanaryResult.NO_EFFECT);
        }
        assertThat(bare.isClosed()).isTrue();
    }

    @Test
    void anotherScoreIsAnEffectAndEqualAnswersWithoutBoxesProveNothing() {
        Inspection one = look(new FakeInspector(0.9));

        assertThat(Canary.hasEffect(one, look(new FakeInspector(0.9)))).isFalse();
        assertThat(Canary.hasEffect(one, look(new FakeInspector(0.8)))).isTrue();
        assertThat(Canary.hasEffect(one, look(new FakeInspector()))).isTrue();
        assertThat(Canary.hasEffect(look(new FakeInspector()), look(new FakeInspector())))
                .isTrue();
    }

    private static Inspection look(FakeInspector inspector) {
        return Canary.inspect(inspector, FakeInspector.THRESHOLD).inspection();
    }

    private static DeployedModel deployed(History history) {
        return new DeployedModel(() -> new FakeInspector().loaded(), history, new SecureRandom());
    }
}

package io.millsight.service.page;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a browser. All classes of a run share one, which JUnit closes at the end. Without a browser, the class is skipped. */
final class SharedBrowser implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace PLACE = ExtensionContext.Namespace.create(SharedBrowser.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        browser(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestBrowser.class;
    }

    @Override
    public TestBrowser resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return browser(context);
    }

    private static TestBrowser browser(ExtensionContext context) {
        return context.getRoot()
                .getStore(PLACE)
                .computeIfAbsent(TestBrowser.class, type -> TestBrowser.startOrSkip(), TestBrowser.class);
    }
}

package io.clustergateway.status;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One browser for all tests of a class. Without Chromium the class is skipped; with {@code REQUIRE_CHROMIUM=true} in the
 * environment that is a failure.
 */
final class ChromiumExtension implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
    private static final Logger log = LoggerFactory.getLogger(ChromiumExtension.class);
    private static final String MISSING = "no chromium and chromedriver in PATH: run build/chromium.sh";

    private Browser browser;

    Browser browser() {
        return browser;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (find("chromium").isPresent() && find("chromedriver").isPresent()) {
            return ConditionEvaluationResult.enabled("chromium and chromedriver are there");
        }
        if (Boolean.parseBoolean(System.getenv("REQUIRE_CHROMIUM"))) {
            throw new IllegalStateException("REQUIRE_CHROMIUM=true, but " + MISSING);
        }
        log.warn("tests in a browser are skipped: {}", MISSING);
        return ConditionEvaluationResult.disabled(MISSING);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        browser =
                new Browser(find("chromium").orElseThrow(), find("chromedriver").orElseThrow());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        browser.close();
    }

    static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

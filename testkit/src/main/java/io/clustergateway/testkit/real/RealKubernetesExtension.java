package io.clustergateway.testkit.real;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real API server for all tests of a class, to be registered in a static field: once as hub, once as member. On a
 * machine without the binaries the class is skipped; with {@code REQUIRE_REAL_KUBERNETES=true} in the environment that
 * is a failure.
 */
public final class RealKubernetesExtension implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

    private static final Logger log = LoggerFactory.getLogger(RealKubernetesExtension.class);
    private static final AtomicBoolean skipSaid = new AtomicBoolean();

    private final ApiServerSettings settings;
    private Optional<RealApiServer> server = Optional.empty();

    private RealKubernetesExtension(ApiServerSettings settings) {
        this.settings = settings;
    }

    public static RealKubernetesExtension named(String name) {
        return with(ApiServerSettings.named(name));
    }

    public static RealKubernetesExtension with(ApiServerSettings settings) {
        return new RealKubernetesExtension(requireNonNull(settings, "settings"));
    }

    /**
     * The running server.
     *
     * @throws IllegalStateException outside of the tests' time
     */
    public RealApiServer server() {
        return server.orElseThrow(() -> new IllegalStateException("the real API server " + settings.name()
                + " is not running (expected: a static field with @RegisterExtension, asked from a test)"));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (RealApiServer.isInstalled()) {
            return ConditionEvaluationResult.enabled("etcd and kube-apiserver are there");
        }
        String reason = RealApiServer.howToInstall();
        if (Boolean.parseBoolean(System.getenv("REQUIRE_REAL_KUBERNETES"))) {
            throw new IllegalStateException("REQUIRE_REAL_KUBERNETES=true, but " + reason);
        }
        if (skipSaid.compareAndSet(false, true)) {
            log.warn("tests on real Kubernetes are skipped: {}", reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = Optional.of(RealApiServer.launch(settings));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.ifPresent(RealApiServer::close);
        server = Optional.empty();
    }
}

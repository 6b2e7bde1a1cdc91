package io.clustergateway.kernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.Topic;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KernelTest {
    private static final Topic<String, String> ECHO =
            new Topic<>("echo", Hop.GATEWAY, Duration.ofSeconds(1), String.class, String.class);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private Vertx vertx;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void deploysInOrderAndUndeploysInReverse() {
        Kernel kernel = kernel(Set.of(), module("a"), module("b"));
        kernel.start().await();
        kernel.stop(Duration.ofSeconds(1)).await();
        assertThat(events).containsExactly("start a", "start b", "stop b", "stop a");
    }

    @Test
    void leavesOutWhatIsDisabled() {
        kernel(Set.of("a"), module("a"), module("b")).start().await();
        assertThat(events).containsExactly("start b");
        assertThat(readiness.conditions()).containsOnlyKeys("b");
    }

    @Test
    void namesADisabledModuleThatIsNone() {
        assertThat(catchThrowableOfType(StartFault.class, () -> kernel(Set.of("c"), module("a"))))
                .hasMessage("--disable-module: c (expected: one of [a])");
    }

    @Test
    void redeploysAModuleThatWasKilledAndCountsIt() {
        kernel(Set.of(), module("a")).start().await();
        kill();
        await().until(() -> events.equals(List.of("start a", "stop a", "start a")));
        assertThat(metrics.scrape()).contains("cluster_gateway_module_restarts_total{module=\"a\"} 1.0");
    }

    @Test
    void answersUnavailableWhileAModuleIsDownAndHealsByItself() {
        Kernel kernel = kernel(Set.of(), module("a"));
        kernel.start().await();
        kill();
        await().until(() ->
                kernel.bus().ask(ECHO, "x").otherwise("down").await().equals("x"));
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void retriesAModuleThatCannotStartWithoutHoldingUpTheOthers() {
        AtomicInteger attempts = new AtomicInteger();
        Module flaky = module(
                "flaky",
                () -> attempts.incrementAndGet() < 3
                        ? Future.failedFuture(new IllegalStateException("hub is away"))
                        : Future.succeededFuture());
        kernel(Set.of(), flaky, module("b")).start().await();
        assertThat(events).contains("start b");
        await().until(() -> attempts.get() == 3 && readiness.isReady());
    }

    @Test
    void stopsTheStartAtAFaultTheOperatorMustMend() {
        Module wrong = module("wrong", () -> Future.failedFuture(new StartFault("--secure-port: 1 is in use")));
        Kernel kernel = kernel(Set.of(), module("a"), wrong);
        assertThat(catchThrowableOfType(StartFault.class, () -> kernel.start().await()))
                .hasMessage("--secure-port: 1 is in use");
        assertThat(events).containsExactly("start a", "start wrong", "stop a");
    }

    @Test
    void goesOnStoppingPastAModuleThatHangs() {
        Module hanging = new Module() {
            @Override
            public String name() {
                return "hanging";
            }

            @Override
            public Deployable verticle(ModuleContext context) {
                return new Deployable() {
                    @Override
                    public Future<?> deploy(Context ignored) {
                        return Future.succeededFuture();
                    }

                    @Override
                    public Future<?> undeploy(Context ignored) {
                        return Promise.promise().future();
                    }
                };
            }
        };
        Kernel kernel = kernel(Set.of(), module("a"), hanging);
        kernel.start().await();
        kernel.stop(Duration.ofMillis(50)).await();
        assertThat(events).containsExactly("start a", "stop a");
    }

    private void kill() {
        vertx.undeploy(vertx.deploymentIDs().iterator().next()).await();
    }

    private Kernel kernel(Set<String> disabled, Module... modules) {
        return new Kernel(vertx, List.of(modules), disabled, readiness, metrics, new Ops(readiness, metrics));
    }

    private Module module(String name) {
        return module(name, Future::succeededFuture);
    }

    private Module module(String name, Supplier<Future<Object>> onStart) {
        return new Module() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Deployable verticle(ModuleContext context) {
                return new Echo(name, context, onStart);
            }
        };
    }

    private final class Echo extends VerticleBase {
        private final String name;
        private final ModuleContext module;
        private final Supplier<Future<Object>> onStart;

        Echo(String name, ModuleContext module, Supplier<Future<Object>> onStart) {
            this.name = name;
            this.module = module;
            this.onStart = onStart;
        }

        @Override
        public Future<?> start() {
            events.add("start " + name);
            module.bus().serve(ECHO, Future::succeededFuture);
            return onStart.get().onSuccess(done -> module.condition().ready());
        }

        @Override
        public Future<?> stop() {
            events.add("stop " + name);
            return Future.succeededFuture();
        }
    }
}

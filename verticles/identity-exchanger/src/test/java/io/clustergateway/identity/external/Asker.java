package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.Rule;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Exchangers on a context of their own, with a clock of the test's, asked from the test's thread. */
final class Asker implements AutoCloseable {
    static final String VERSION = "v1";
    static final String MEMBER_UID = "member-uid";

    final ManualTicker ticker = new ManualTicker();
    final Metrics metrics = new Metrics();
    private final Vertx vertx;
    private final Context context;
    private final Exchangers exchangers;
    private final Path ca;

    Asker(Vertx vertx, Path folder) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.exchangers = new Exchangers(vertx, ticker, metrics.registry(), new RuleLabels());
        this.ca = Written.file(folder.resolve("ca.crt"), ExchangerServer.CA.certificatePem());
    }

    /** The rule of a server that is verified by the tests' authority. */
    Rule rule(ExchangerServer server) {
        return rule(server.url());
    }

    Rule rule(String url) {
        return Sample.rule(trusting(url, Duration.ofSeconds(5)));
    }

    ExternalExchanger trusting(String url, Duration timeout) {
        ExternalExchanger plain = Sample.exchanger(url);
        return new ExternalExchanger(
                plain.url(), timeout, Optional.of(ca.toString()), Optional.empty(), Optional.empty(), plain.maxTtl());
    }

    Exchanged ask(Rule rule, Identity caller) {
        return start(rule, Sample.question(caller)).await();
    }

    Failure refusal(Rule rule, Identity caller) {
        return refusal(start(rule, Sample.question(caller)));
    }

    static Failure refusal(Future<Exchanged> asked) {
        return catchThrowableOfType(Failure.class, asked::await);
    }

    static boolean succeeds(Future<?> future) {
        return future.transform(done -> Future.succeededFuture(done.succeeded()))
                .await();
    }

    Future<Exchanged> start(Rule rule, Question question) {
        return start(rule, question, MEMBER_UID, VERSION);
    }

    Future<Exchanged> start(Rule rule, Question question, String memberUid, String version) {
        return on(() -> exchangers.ask(rule, question, memberUid, version)).compose(asked -> asked);
    }

    /** Something done with the exchangers on their context. */
    <T> T with(Function<Exchangers, T> work) {
        return on(() -> work.apply(exchangers)).await();
    }

    /** The value of a line of the metrics, empty when there is none. */
    Optional<String> metric(String nameAndLabels) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .map(line -> line.substring(nameAndLabels.length() + 1))
                .findFirst();
    }

    @Override
    public void close() {
        on(exchangers::close).compose(closed -> closed).await();
        metrics.close();
    }

    private <T> Future<T> on(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(go -> {
            try {
                promise.complete(work.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }
}

package io.clustergateway.registry.exec;

import io.clustergateway.registry.secrets.CredentialPlugins.Answer;
import io.clustergateway.registry.secrets.CredentialPlugins.Question;
import io.clustergateway.registry.secrets.MemberFault;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One member's plugin: its credential, and when it is to be run next. Used on one context only. */
final class MemberPlugin {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(200);

    /** Before the end of a credential; a fifth of its life when that is less. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** After which a member that refused credentials is believed to have been content. */
    private static final Duration FORGIVEN = Duration.ofMinutes(5);

    /** Clocks are set, machines sleep: no wait is longer than this. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Clock clock;
    private final PluginRunner runner;
    private final ExecConfig config;
    private final Question question;
    private final Runnable changed;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private Optional<ExecAnswer> issued = Optional.empty();
    private Optional<String> fault = Optional.empty();
    private Instant due = Instant.MAX;
    private Instant startedAt = Instant.MIN;
    private Instant rejectedAt = Instant.MIN;
    private int failures;
    private int rejections;
    private boolean running;
    private boolean told;
    private boolean closed;
    private long timer = -1;

    /** @param changed told when another answer is given than before */
    MemberPlugin(
            Vertx vertx, Clock clock, PluginRunner runner, ExecConfig config, Question question, Runnable changed) {
        this.vertx = vertx;
        this.clock = clock;
        this.runner = runner;
        this.config = config;
        this.question = question;
        this.changed = changed;
    }

    /** Whether the plugin would be run and told the same. */
    boolean isOf(ExecConfig other, Question asked) {
        return question.uid().equals(asked.uid())
                && config.equals(other)
                && ExecInfo.of(config, question).equals(ExecInfo.of(other, asked));
    }

    void start() {
        running = true;
        startedAt = clock.instant();
        due = Instant.MAX;
        runner.run(config, question).onComplete(this::ended);
    }

    Answer answer() throws MemberFault {
        Optional<ExecAnswer> usable = issued.filter(answer -> answer.isUsable(clock.instant()));
        if (usable.isEmpty()) {
            String why = issued.isPresent() ? "its credential has expired and it gave no other" : "it is being run";
            throw MemberFault.plugin(named(fault.orElse(why)));
        }
        return new Answer(
                usable.get().credential(),
                fault.map(text -> named(text) + "; its last credential is used while it is valid"));
    }

    /** The member refuses the credential: the plugin is run again, the later the more often that happens. */
    void rejected() {
        Instant now = clock.instant();
        if (now.minus(FORGIVEN).isAfter(rejectedAt)) {
            rejections = 0;
        }
        rejectedAt = now;
        Instant next = startedAt.plus(pause(rejections));
        if (!running && next.isBefore(due)) {
            rejections++;
            due = next;
            schedule();
        }
    }

    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    private void ended(AsyncResult<ExecAnswer> run) {
        running = false;
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        if (run.succeeded()) {
            failures = 0;
            fault = Optional.empty();
            issued = Optional.of(run.result());
            told = false;
            due = run.result().expiration().map(end -> early(now, end)).orElse(Instant.MAX);
        } else {
            fault = Optional.of(
                    run.cause() instanceof PluginFault plain
                            ? plain.getMessage()
                            : "it could not be run by the gateway");
            due = now.plus(jittered(pause(failures)));
            failures++;
        }
        changed.run();
        schedule();
    }

    private void schedule() {
        vertx.cancelTimer(timer);
        Instant now = clock.instant();
        Instant next = due;
        if (!told && issued.isPresent()) {
            Instant end = issued.get().expiration().orElse(Instant.MAX);
            next = end.isBefore(next) ? end : next;
        }
        if (!next.equals(Instant.MAX)) {
            Instant latest = now.plus(LONGEST_WAIT);
            long millis =
                    Duration.between(now, next.isBefore(latest) ? next : latest).toMillis() + 1;
            timer = vertx.setTimer(Math.max(1, millis), woken -> wake());
        }
    }

    private void wake() {
        Instant now = clock.instant();
        if (!told && issued.isPresent() && !issued.get().isUsable(now)) {
            told = true;
            changed.run();
        }
        if (!running && !now.isBefore(due)) {
            start();
        }
        schedule();
    }

    private Instant early(Instant now, Instant end) {
        Duration fifth = Duration.between(now, end).dividedBy(5);
        Duration margin = fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN;
        Instant next = end.minus(margin).minusMillis((long) (margin.toMillis() * random.nextDouble()));
        Instant least = now.plus(LEAST_PAUSE);
        return next.isBefore(least) ? least : next;
    }

    private Duration jittered(Duration pause) {
        return Duration.ofMillis((long) (pause.toMillis() * (0.8 + 0.2 * random.nextDouble())));
    }

    private static Duration pause(int before) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, 6));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private String named(String what) {
        return "exec plugin %s: %s".formatted(config.command(), what);
    }
}

package io.clustergateway.health;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.vertx.core.http.HttpConnection;
import java.lang.ref.WeakReference;
import java.util.Optional;

/** What is known of one member. */
final class Watched {
    private final HealthSettings settings;
    private Judgement judgement;
    private Cluster cluster;
    private Health annotated;
    private Optional<Health> writing = Optional.empty();
    private Optional<String> written = Optional.empty();
    private Optional<Long> yieldsUntil = Optional.empty();
    private WeakReference<HttpConnection> connection = new WeakReference<>(null);
    private Optional<Long> timer = Optional.empty();
    private boolean probed;

    Watched(Cluster cluster, HealthSettings settings) {
        this.settings = settings;
        this.cluster = cluster;
        this.annotated = cluster.health();
        this.judgement = begun();
    }

    Cluster cluster() {
        return cluster;
    }

    Judgement judgement() {
        return judgement;
    }

    /**
     * Takes another version of the member in.
     *
     * @param yieldUntil until when to leave its health to whoever wrote it, if it was not us
     */
    void update(Cluster next, long yieldUntil) {
        cluster = next;
        if (!next.health().equals(annotated)) {
            annotated = next.health();
            if (!writing.equals(Optional.of(annotated))) {
                yieldsUntil = Optional.of(yieldUntil);
            }
            settled();
        }
        yieldIfUndone(yieldUntil);
        if (!probed) {
            judgement = begun();
        }
    }

    boolean yields(long now) {
        if (yieldsUntil.isPresent() && now - yieldsUntil.get() >= 0) {
            yieldsUntil = Optional.empty();
        }
        return yieldsUntil.isPresent();
    }

    /** How it is, as far as this replica knows: from its Secret while it has not been probed, or others speak for it. */
    Health health(long now) {
        return probed && !yields(now) ? judgement.health() : cluster.health();
    }

    void probed() {
        probed = true;
    }

    /** From now on others find out how it is. */
    void notProbed() {
        probed = false;
        judgement = begun();
    }

    boolean isToBeWritten(long now) {
        return probed
                && writing.isEmpty()
                && !yields(now)
                && judgement.health().state() != Health.State.UNKNOWN
                && !judgement.health().equals(cluster.health());
    }

    void writes(Health health) {
        writing = Optional.of(health);
        written = Optional.empty();
    }

    /**
     * The hub has taken it.
     *
     * @param version of the Secret by that
     * @param yieldUntil until when to leave its health to whoever has overwritten it already
     */
    void wrote(Health health, String version, long yieldUntil) {
        if (writing.equals(Optional.of(health))) {
            written = Optional.of(version);
            yieldIfUndone(yieldUntil);
        }
    }

    void wroteNot() {
        settled();
    }

    /** Versions of the Secret that follow each other closely are seen as one, so that what was written may never be seen. */
    private void yieldIfUndone(long yieldUntil) {
        if (written.filter(version -> !TableVersions.isLater(version, cluster.resourceVersion()))
                .isPresent()) {
            yieldsUntil = Optional.of(yieldUntil);
            settled();
        }
    }

    private void settled() {
        writing = Optional.empty();
        written = Optional.empty();
    }

    private Judgement begun() {
        return new Judgement(settings.failures(), settings.successes(), cluster.health());
    }

    /** Whether the connection is another than the last one looked at. */
    boolean isNew(HttpConnection other) {
        boolean isNew = connection.get() != other;
        if (isNew) {
            connection = new WeakReference<>(other);
        }
        return isNew;
    }

    void waits(long id) {
        timer = Optional.of(id);
    }

    boolean isWaiting() {
        return timer.isPresent();
    }

    /** The timer that waits for the next probe, taken away. */
    Optional<Long> takeTimer() {
        Optional<Long> taken = timer;
        timer = Optional.empty();
        return taken;
    }
}

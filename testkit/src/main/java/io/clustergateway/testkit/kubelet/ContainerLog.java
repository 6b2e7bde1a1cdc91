package io.clustergateway.testkit.kubelet;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** What a container has printed. Whoever follows it sees each line at once. */
public final class ContainerLog {

    private final List<Line> lines = new ArrayList<>();
    private final Set<Follower> followers = new CopyOnWriteArraySet<>();
    private boolean ended;

    ContainerLog() {}

    /** Prints one line. */
    public synchronized void append(String text) {
        Line line = new Line(Instant.now(), requireNonNull(text, "text"));
        lines.add(line);
        followers.forEach(follower -> follower.line(line));
    }

    /** The container ends, and with it every {@code logs -f}. */
    public synchronized void end() {
        ended = true;
        followers.forEach(Follower::end);
        followers.clear();
    }

    /** How many {@code logs -f} and {@code attach} are connected now. */
    public int followers() {
        return followers.size();
    }

    /** Hands over the last {@code tail} lines, then all that follow until {@link #unfollow} or the end. */
    synchronized void follow(int tail, Follower follower) {
        last(tail).forEach(follower::line);
        if (ended) {
            follower.end();
        } else {
            followers.add(follower);
        }
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
    }

    synchronized List<Line> last(int tail) {
        return List.copyOf(lines.subList(Math.max(0, lines.size() - tail), lines.size()));
    }

    record Line(Instant time, String text) {

        String format(boolean timestamps) {
            return (timestamps ? time + " " : "") + text + "\n";
        }
    }

    interface Follower {

        void line(Line line);

        void end();
    }
}

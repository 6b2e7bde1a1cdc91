package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A question one module asks another, answered by frames on a private address for as long as both want: no more frames
 * than the asker has granted credit for. Frames are deeply immutable and passed by reference.
 *
 * @param address where it is asked on the bus
 * @param hop named in the failure when nobody answers
 * @param limit how long the answering module may take to begin
 * @param question type of the question
 * @param frame type of a frame
 */
public record Flow<Q, F>(String address, Hop hop, Duration limit, Class<Q> question, Class<F> frame) {
    /** Checks that nothing is null and the limit is positive. */
    public Flow {
        requireNonNull(question, "question");
        requireNonNull(frame, "frame");
        requireNonNull(new Topic<>(address, hop, limit, Opening.class, Opened.class), "topic");
    }

    /** How a flow is asked for. */
    Topic<Opening, Opened> opening() {
        return new Topic<>(address, hop, limit, Opening.class, Opened.class);
    }

    /** A question and where its frames go. */
    record Opening(Object question, String to) {}

    /** The flow was granted. */
    record Opened() {}

    /** The end of a flow, in place of a frame. */
    record End() {}

    /**
     * From the asker: more frames may come, or, below one, none any more.
     *
     * @param frames how many more
     */
    record Credit(int frames) {
        static final Credit NONE_ANY_MORE = new Credit(0);
    }

    /** Where credit goes to. */
    static String creditAddress(String to) {
        return to + ".credit";
    }
}

package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A refusal or fault as the client will see it. It crosses the bus with its type kept and has no stack trace, because
 * it is an answer, not a bug.
 *
 * <p>The message is client-facing: it names the thing and the mend and never holds a credential, an internal address
 * or the text of an internal cause.
 */
public final class Failure extends ReplyException {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final transient Hop hop;
    private final transient Subject subject;
    private final transient List<Cause> causes;
    private final int retryAfterSeconds;

    private Failure(
            int code, String reason, String message, Hop hop, Subject subject, List<Cause> causes, int retryAfter) {
        super(ReplyFailure.RECIPIENT_FAILURE, code, requireNonNull(message, "message"), true);
        this.reason = requireNonNull(reason, "reason");
        this.hop = requireNonNull(hop, "hop");
        this.subject = requireNonNull(subject, "subject");
        this.causes = List.copyOf(causes);
        this.retryAfterSeconds = retryAfter;
    }

    /**
     * What {@code details} of a Status says the failure is about.
     *
     * @param group API group, empty for none
     * @param kind resource in the plural form, as kube-apiserver does ({@code clustergateways}), empty for none
     * @param name object name, empty for none
     */
    public record Subject(String group, String kind, String name) {
        static final Subject NONE = new Subject("", "", "");
    }

    /**
     * One entry of {@code details.causes}.
     *
     * @param reason CamelCase and stable; programs match on it
     * @param message for people
     */
    public record Cause(String reason, String message) {}

    /** A failure with a code and reason of the caller's choosing; prefer the named factories. */
    public static Failure of(int code, String reason, String message, Hop hop) {
        return new Failure(code, reason, message, hop, Subject.NONE, List.of(), -1);
    }

    /** 400: what the client sent cannot be understood or is not allowed on the wire. */
    public static Failure badRequest(String message) {
        return of(400, "BadRequest", message, Hop.REQUEST);
    }

    /** 401: nobody vouches for the caller. */
    public static Failure unauthorized(String message) {
        return of(401, "Unauthorized", message, Hop.HUB_AUTHENTICATION);
    }

    /** 403: known, and not allowed. */
    public static Failure forbidden(String message, Hop hop) {
        return of(403, "Forbidden", message, hop);
    }

    /** 404 for an object, in kube-apiserver's words: {@code clustergateways.cluster.core.oam.dev "x" not found}. */
    public static Failure notFound(String group, String resource, String name) {
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        return of(404, "NotFound", "%s \"%s\" not found".formatted(qualified, name), Hop.REGISTRY)
                .about(group, resource, name);
    }

    /** 404 for a path that leads nowhere. */
    public static Failure noSuchPath() {
        return of(404, "NotFound", "the server could not find the requested resource", Hop.REQUEST);
    }

    /** 405: the resource exists and does not do this. */
    public static Failure methodNotAllowed(String message) {
        return of(405, "MethodNotAllowed", message, Hop.REQUEST);
    }

    /** 406: none of the media types asked for can be served. */
    public static Failure notAcceptable(String supported) {
        return of(406, "NotAcceptable", "only the following media types are accepted: " + supported, Hop.REQUEST);
    }

    /** 500: the gateway's own fault. The cause belongs in the log. */
    public static Failure internal(Hop hop) {
        return of(500, "InternalError", "internal error of the gateway at " + hop, hop);
    }

    /** 502: something answered at the hop, and it cannot be trusted or understood. */
    public static Failure badGateway(String message, Hop hop) {
        return of(502, "BadGateway", message, hop);
    }

    /** 503: nothing answers at the hop now. */
    public static Failure unavailable(String message, Hop hop) {
        return of(503, "ServiceUnavailable", message, hop);
    }

    /** 504: the hop did not answer in time. */
    public static Failure timeout(String message, Hop hop) {
        return of(504, "Timeout", message, hop);
    }

    /** The same failure, naming the object it is about. */
    public Failure about(String group, String kind, String name) {
        return new Failure(
                failureCode(), reason, getMessage(), hop, new Subject(group, kind, name), causes, retryAfterSeconds);
    }

    /** The same failure with one more machine-readable cause. */
    public Failure because(String causeReason, String message) {
        List<Cause> more = new ArrayList<>(causes);
        more.add(new Cause(causeReason, message));
        return new Failure(failureCode(), reason, getMessage(), hop, subject, more, retryAfterSeconds);
    }

    /**
     * The same failure, inviting the client to try again. client-go repeats a request only when it sees this, so it
     * must not be given to a request that may have had its effect (client-go rest/with_retry.go).
     *
     * @param seconds 0 or more
     */
    public Failure retryAfter(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("seconds: " + seconds + " (expected: >= 0)");
        }
        return new Failure(failureCode(), reason, getMessage(), hop, subject, causes, seconds);
    }

    /** HTTP status, 400 to 599. */
    public int code() {
        return failureCode();
    }

    /** CamelCase reason as in metav1.StatusReason. */
    public String reason() {
        return reason;
    }

    /** Where on the request's way it failed. */
    public Hop hop() {
        return hop;
    }

    /** What it is about; all fields empty when it is about nothing in particular. */
    public Subject subject() {
        return subject;
    }

    /** Machine-readable causes beside the hop, possibly empty. */
    public List<Cause> causes() {
        return causes;
    }

    /** Seconds after which to try again, when trying again is safe. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds < 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }
}

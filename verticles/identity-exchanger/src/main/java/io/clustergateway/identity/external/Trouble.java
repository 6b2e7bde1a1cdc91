package io.clustergateway.identity.external;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Rule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log what is wrong with a server: each kind of trouble once a minute at most, since any caller may bring it about.
 */
final class Trouble {
    private static final Logger log = LoggerFactory.getLogger(Trouble.class);
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final ExternalExchanger exchanger;
    private final Ticker ticker;
    private final Map<String, Long> toldAt = new HashMap<>();
    private boolean told;

    Trouble(ExternalExchanger exchanger, Ticker ticker) {
        this.exchanger = exchanger;
        this.ticker = ticker;
    }

    /** A question has no answer. */
    void report(Rule rule, Fault fault) {
        if (isNews(fault.code())) {
            told = true;
            log.warn("exchanger gave no answer rule={} server={} cause={}", rule.name(), server(), fault.detail());
        } else {
            log.debug("exchanger gave no answer rule={} server={} cause={}", rule.name(), server(), fault.detail());
        }
    }

    /** Changed TLS files cannot be used, and the ones before still are. */
    void keepsOldFiles(Throwable error) {
        if (isNews("files")) {
            log.warn(
                    "changed TLS files are not used server={} cause={}",
                    server(),
                    Fault.of(error).detail());
        }
    }

    void leftAlone() {
        if (isNews("open")) {
            log.warn("exchanger failed repeatedly and is left alone for some seconds server={}", server());
        }
    }

    /** A question was answered. */
    void over(Rule rule) {
        if (told) {
            told = false;
            log.info("exchanger answers again rule={} server={}", rule.name(), server());
        }
    }

    private boolean isNews(String code) {
        long now = ticker.nanos();
        Long before = toldAt.get(code);
        if (before != null && now - before < QUIET) {
            return false;
        }
        toldAt.put(code, now);
        return true;
    }

    private String server() {
        return exchanger.url().getRawAuthority();
    }
}

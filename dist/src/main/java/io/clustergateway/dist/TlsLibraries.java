package io.clustergateway.dist;

import io.vertx.core.net.OpenSSLEngineOptions;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that TLS libraries read at their first use, which would be on an event loop, amid a handshake. */
final class TlsLibraries {
    private static final Logger log = LoggerFactory.getLogger(TlsLibraries.class);

    /** The JDK's lists of well-known and of distrusted certificates, read as these classes are initialized. */
    private static final List<String> LISTS =
            List.of("sun.security.util.AnchorCertificates", "sun.security.util.UntrustedCertificates");

    private TlsLibraries() {}

    /** Reads them; blocks. What is not there is left to the first use. */
    static Void load() {
        if (!OpenSSLEngineOptions.isAvailable()) {
            log.info(
                    "BoringSSL cannot be loaded, the JDK's TLS serves, more slowly (mend: a writable {} that may hold"
                            + " programs, on linux-x86_64 or -aarch_64)",
                    System.getProperty("java.io.tmpdir"));
        }
        try {
            SSLContext.getDefault();
            for (String list : LISTS) {
                Class.forName(list, true, null);
            }
        } catch (NoSuchAlgorithmException | ClassNotFoundException other) {
            log.debug("the JDK's TLS is not as expected, its files are read at their first use", other);
        }
        return null;
    }
}

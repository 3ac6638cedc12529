// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.HostPort;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the server connects to us for data, and where to. Immutable.
 *
 * @param on false: we connect to the server
 * @param firstPort of ours that it may connect to; 0 for any
 * @param lastPort of the same
 * @param address that it is told; null for the one of the control connection
 */
public record ActiveMode(boolean on, int firstPort, int lastPort, InetAddress address) {
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int MOST_PORT = 65_535;

    /** Reads the options, and looks no name up. */
    static ActiveMode of(ConnectOptions options) throws StorageException {
        boolean on = options.get(FtpOptions.ACTIVE);
        InetAddress address = address(options);
        String text = options.get(FtpOptions.ACTIVE_PORTS);
        if (text == null) {
            return new ActiveMode(on, 0, 0, address);
        }
        Matcher range = PORTS.matcher(text);
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first > 0 && first <= last && last <= MOST_PORT) {
                return new ActiveMode(on, first, last, address);
            }
        }
        throw FtpTarget.invalid(FtpOptions.ACTIVE_PORTS, options, "ports such as 40000-40100");
    }

    private static InetAddress address(ConnectOptions options) throws StorageException {
        String text = options.get(FtpOptions.ACTIVE_ADDRESS);
        if (text == null) {
            return null;
        }
        try {
            String family = text.contains(":") ? "2" : "1";
            return HostPort.decodeExtended("|" + family + "|" + text + "|0|").address();
        } catch (FtpSyntaxException e) {
            throw FtpTarget.invalid(FtpOptions.ACTIVE_ADDRESS, options, "a numeric address");
        }
    }

    int ports() {
        return lastPort - firstPort + 1;
    }

    /** One of them, of any index. */
    int port(int index) {
        return firstPort + index % ports();
    }
}

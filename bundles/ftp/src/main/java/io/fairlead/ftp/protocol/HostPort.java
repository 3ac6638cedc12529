// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a data connection goes: the argument of PORT and EPRT, the text of replies 227 and 229 (RFC 959 4.1.2, RFC 2428).
 * Only numeric addresses are understood; no name is ever looked up.
 *
 * @param address numeric, without a scope
 * @param port 0 to 65535
 */
public record HostPort(InetAddress address, int port) {
    private static final int IPV4 = 1; // RFC 2428 2: Address Family Numbers
    private static final int IPV6 = 2;

    public HostPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    public static HostPort of(InetSocketAddress address) {
        return new HostPort(address.getAddress(), address.getPort());
    }

    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(address, port);
    }

    /** Reads {@code h1,h2,h3,h4,p1,p2} and nothing else: the argument of PORT. */
    public static HostPort decodePort(String argument) throws FtpSyntaxException {
        String text = argument.strip();
        NumberScanner numbers = new NumberScanner(text, 0);
        HostPort decoded = six(numbers);
        if (numbers.position() != text.length()) {
            throw new FtpSyntaxException("text behind the port");
        }
        return decoded;
    }

    /**
     * Reads the text of reply 227. RFC 1123 4.1.2.6: parentheses can't be relied on, the first digit starts the address.
     */
    public static HostPort decodePassive(String text) throws FtpSyntaxException {
        int from = text.indexOf('(') + 1;
        while (from < text.length() && !NumberScanner.isDigit(text.charAt(from))) {
            from++;
        }
        return six(new NumberScanner(text, from));
    }

    /** Reads {@code |2|::1|6275|}, with any printable delimiter: the argument of EPRT. */
    public static HostPort decodeExtended(String argument) throws FtpSyntaxException {
        String text = argument.strip();
        char delimiter = text.isEmpty() ? 0 : text.charAt(0);
        if (delimiter < 33 || delimiter > 126) {
            throw new FtpSyntaxException("EPRT without a delimiter");
        }
        int family = text.indexOf(delimiter, 1);
        int host = text.indexOf(delimiter, family + 1);
        int end = text.indexOf(delimiter, host + 1);
        if (family < 0 || host <= family || end <= host || end != text.length() - 1) {
            throw new FtpSyntaxException("EPRT has three fields");
        }
        int protocol = number(text.substring(1, family), 255);
        if (protocol != IPV4 && protocol != IPV6) {
            throw new FtpSyntaxException(ReplyCode.PROTOCOL_NOT_SUPPORTED, "network protocol " + protocol);
        }
        InetAddress address = literal(text.substring(family + 1, host), protocol);
        return new HostPort(address, number(text.substring(host + 1, end), 65_535));
    }

    /** Reads the port in the text of reply 229, {@code ... (|||6446|)}; RFC 2428 3: the address is the control one's. */
    public static int decodeExtendedPassive(String text) throws FtpSyntaxException {
        int open = text.indexOf('(');
        int close = text.indexOf(')', open + 1);
        if (open < 0 || close - open < 6) {
            throw new FtpSyntaxException("no port in parentheses");
        }
        char delimiter = text.charAt(open + 1);
        boolean framed = text.charAt(open + 2) == delimiter
                && text.charAt(open + 3) == delimiter
                && text.charAt(close - 1) == delimiter;
        if (!framed || NumberScanner.isDigit(delimiter)) {
            throw new FtpSyntaxException("no (|||port|)");
        }
        int port = number(text.substring(open + 4, close - 1), 65_535);
        if (port == 0) {
            throw new FtpSyntaxException("port 0");
        }
        return port;
    }

    /**
     * {@code h1,h2,h3,h4,p1,p2}, for PORT and reply 227.
     *
     * @throws IllegalStateException for an IPv6 address
     */
    public String encodePort() {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalStateException("PORT and PASV are for IPv4");
        }
        return address.getHostAddress().replace('.', ',') + "," + (port >> 8) + "," + (port & 0xff);
    }

    /** {@code |2|::1|6275|}, for EPRT; a zone is nobody's business but this machine's (RFC 4007 11). */
    public String encodeExtended() {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        int family = address instanceof Inet4Address ? IPV4 : IPV6;
        return "|" + family + "|" + (zone < 0 ? host : host.substring(0, zone)) + "|" + port + "|";
    }

    /** {@code (|||6446|)}, for reply 229. */
    public static String encodeExtendedPassive(int port) {
        return "(|||" + port + "|)";
    }

    private static HostPort six(NumberScanner numbers) throws FtpSyntaxException {
        byte[] host = new byte[4];
        for (int i = 0; i < 4; i++) {
            host[i] = (byte) numbers.next(255);
            numbers.expect(',');
        }
        int high = numbers.next(255);
        numbers.expect(',');
        int low = numbers.next(255);
        try {
            return new HostPort(InetAddress.getByAddress(host), high << 8 | low);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static InetAddress literal(String host, int protocol) throws FtpSyntaxException {
        if (protocol == IPV4) {
            NumberScanner numbers = new NumberScanner(host.replace('.', ',') + ",0,0", 0);
            return six(numbers).address;
        }
        boolean numeric = host.indexOf(':') >= 0 && host.length() <= 45;
        for (int i = 0; numeric && i < host.length(); i++) {
            numeric = host.charAt(i) == ':' || host.charAt(i) == '.' || Character.digit(host.charAt(i), 16) >= 0;
        }
        try {
            InetAddress address = numeric ? InetAddress.getByName(host) : null; // with a colon: never a look-up
            if (address instanceof Inet6Address) {
                return address;
            }
        } catch (UnknownHostException e) {
            // falls through: the same answer as for any other text
        }
        throw new FtpSyntaxException("not an IPv6 address"); // nor is ::ffff:1.2.3.4, which would be another's IPv4
    }

    private static int number(String digits, int max) throws FtpSyntaxException {
        NumberScanner numbers = new NumberScanner(digits, 0);
        int value = numbers.next(max);
        if (numbers.position() != digits.length()) {
            throw new FtpSyntaxException("not a number");
        }
        return value;
    }
}

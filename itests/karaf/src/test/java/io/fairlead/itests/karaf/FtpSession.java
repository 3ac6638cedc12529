// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A session by hand, which stays open while a module under it is swapped. */
final class FtpSession implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Pattern EPSV = Pattern.compile("229 .*\\|\\|\\|(\\d+)\\|\\).*");

    private final Socket control;
    private final BufferedReader in;
    private final String greeting;

    private FtpSession(int port) throws IOException {
        control = new Socket("127.0.0.1", port);
        control.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
        greeting = in.readLine();
    }

    static FtpSession login(Site site) throws IOException {
        FtpSession session = new FtpSession(site.ftpPort());
        session.expect("USER fairlead", "331");
        session.expect("PASS " + site.password(), "230");
        session.expect("TYPE I", "200");
        return session;
    }

    static String greeting(int port) throws IOException {
        try (FtpSession session = new FtpSession(port)) {
            return String.valueOf(session.greeting);
        }
    }

    /** Sends a command and returns its one-line reply. */
    String command(String line) throws IOException {
        control.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply();
    }

    String reply() throws IOException {
        return String.valueOf(in.readLine());
    }

    String expect(String line, String code) throws IOException {
        String reply = command(line);
        if (!reply.startsWith(code)) {
            throw new IOException(line.split(" ")[0] + ": " + reply);
        }
        return reply;
    }

    /** A download that has begun; the 226 is still to come. */
    Socket retrieve(String file) throws IOException {
        Matcher port = EPSV.matcher(expect("EPSV", "229"));
        if (!port.matches()) {
            throw new IOException("no port");
        }
        Socket data = new Socket();
        data.setReceiveBufferSize(32_768); // so that the server can't be done before the test begins
        data.setSoTimeout(TIMEOUT_MILLIS);
        data.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1))));
        expect("RETR " + file, "150");
        return data;
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A small FTP server with bad habits: files in one folder, in memory. It writes down what it was told to do. */
final class FakeFtpServer implements AutoCloseable {
    /** What it does otherwise than most. */
    enum Habit {
        /** Half of each file, and then 226. */
        SHORT,
        /** Denies everything but STOR. */
        UPLOADS_ONLY,
        /** Takes no password. */
        REFUSES,
        /** Has LIST only, with minutes, but MFMT and MDTM. */
        LISTS_FOR_PEOPLE,
        /** As that, without MDTM. */
        LISTS_ONLY,
        /** Computes SHA-256. */
        HASHES,
        /** Refuses REST before STOR. */
        RESTARTS_DOWNLOADS_ONLY
    }

    /** A file. */
    record Content(byte[] bytes, String time) {}

    final Map<String, Content> files = new ConcurrentSkipListMap<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    String loginFolder = "/";
    private final Set<String> folders = ConcurrentHashMap.newKeySet();
    private final Set<String> specials = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> cuts = new ConcurrentHashMap<>();
    private volatile String cutAfter = "";
    private final AtomicInteger uploadCutAt = new AtomicInteger(-1);
    private final InetAddress address;
    private final Set<Habit> habits;
    private final ServerSocket listener;

    FakeFtpServer(Habit... habits) throws IOException {
        this(InetAddress.getLoopbackAddress(), habits);
    }

    FakeFtpServer(InetAddress address, Habit... habits) throws IOException {
        this.address = address;
        this.habits = Set.of(habits);
        listener = new ServerSocket(0, 50, address);
        start(this::accept);
    }

    String url(String path) {
        return "ftp://me:secret@127.0.0.1:" + listener.getLocalPort() + path;
    }

    /** Has it end the connection instead of answering the next so many commands. */
    void cut(String verb, int times) {
        cuts.put(verb, times);
    }

    /** Has it end the connection when it has done the next such command, once. */
    void cutAfter(String verb) {
        cutAfter = verb;
    }

    /** Has it end the connection in the next upload, after so many bytes, which it keeps. */
    void cutUpload(int bytes) {
        uploadCutAt.set(bytes);
    }

    int port() {
        return listener.getLocalPort();
    }

    void folder(String path) {
        folders.add(path);
    }

    /** A device, pipe or socket. */
    void special(String path) {
        put(path, "");
        specials.add(path);
    }

    void put(String path, String content) {
        files.put(path, new Content(content.getBytes(StandardCharsets.UTF_8), "20240229123456"));
    }

    String text(String path) {
        return new String(files.get(path).bytes(), StandardCharsets.UTF_8);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fake FTP server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            new Session(connection).run();
        } catch (IOException e) {
            // the client has gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One control connection. */
    private final class Session {
        private final Socket control;
        private ServerSocket data;
        private int rest;
        private boolean silent;
        private String renamed = "";

        Session(Socket control) {
            this.control = control;
        }

        void run() throws IOException {
            say("220 fake");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 2);
                commands.add(line);
                if (cuts.merge(words[0], -1, Integer::sum) >= 0) {
                    return;
                }
                silent = words[0].equals(cutAfter);
                command(words[0], words.length > 1 ? words[1] : "");
                if (silent) {
                    cutAfter = "";
                    return;
                }
            }
        }

        private void say(String reply) throws IOException {
            if (silent) {
                return;
            }
            control.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        private boolean has(Habit habit) {
            return habits.contains(habit);
        }

        private boolean old() {
            return has(Habit.LISTS_ONLY) || has(Habit.LISTS_FOR_PEOPLE);
        }

        private void command(String verb, String argument) throws IOException {
            if (!renamed.isEmpty() && !verb.equals("RNTO")) { // as ProFTPD has it
                say("501 Bad sequence of commands");
                return;
            }
            switch (verb) {
                case "USER" -> say("331 password");
                case "PASS" -> say(has(Habit.REFUSES) ? "530 no" : "230 in");
                case "FEAT" -> say(features());
                case "PWD" -> say("257 \"" + loginFolder + "\"");
                case "EPSV" -> {
                    data = new ServerSocket(0, 5, address);
                    say("229 (|||" + data.getLocalPort() + "|)");
                }
                case "STOR" -> store(argument, rest);
                case "TYPE", "OPTS", "NOOP" -> say("200 ok");
                default -> {
                    if (has(Habit.UPLOADS_ONLY)) {
                        say("550 Permission denied");
                    } else {
                        ask(verb, argument);
                    }
                }
            }
        }

        private void ask(String verb, String path) throws IOException {
            switch (verb) {
                case "CWD" -> say(isFolder(path) ? "250 in" : "550 no folder");
                case "MLST" -> facts(path);
                case "SIZE" -> tell(path, old() && has(Habit.LISTS_ONLY) ? null : size(path));
                case "MDTM" -> tell(path, has(Habit.LISTS_ONLY) ? null : time(path));
                case "APPE" ->
                    store(path, size(path).startsWith("213") ? files.get(path).bytes().length : 0);
                case "HASH" -> say(has(Habit.HASHES) ? hash(path) : "502 never heard of it");
                case "MLSD" -> list(verb, path);
                case "LIST" -> list(verb, "/");
                case "MKD" -> {
                    folders.add(path);
                    say("257 made");
                }
                case "RMD" -> say(folders.remove(path) ? "250 gone" : "550 nothing");
                case "REST" -> {
                    rest = Integer.parseInt(path);
                    say("350 from there");
                }
                case "RETR" -> retrieve(path);
                case "RNFR" -> {
                    renamed = files.containsKey(path) ? path : "";
                    say(files.containsKey(path) ? "350 and?" : "550 nothing");
                }
                case "RNTO" -> {
                    if (path.isEmpty()) {
                        say("501 no name");
                    } else {
                        files.put(path, files.remove(renamed));
                        say("250 ok");
                    }
                    renamed = "";
                }
                case "DELE" -> say(files.remove(path) == null ? "550 nothing" : "250 gone");
                case "MFMT" -> {
                    String[] words = path.split(" ", 2);
                    files.computeIfPresent(words[1], (name, file) -> new Content(file.bytes(), words[0]));
                    say("213 ok");
                }
                default -> say("502 never heard of it");
            }
        }

        private String features() {
            String listings = old() ? "" : " MLST type*;size*;modify*;\r\n";
            return "211-x\r\n" + listings + (has(Habit.HASHES) ? " HASH MD5;SHA-256*\r\n" : "") + " MFMT\r\n211 y";
        }

        private String hash(String path) {
            Content file = files.get(path);
            if (file == null) {
                return "550 nothing";
            }
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.bytes());
                return "213 SHA-256 0-" + file.bytes().length + " "
                        + HexFormat.of().formatHex(hash) + " it";
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private boolean isFolder(String path) {
            return path.equals("/") || path.equals(loginFolder) || folders.contains(path);
        }

        private String size(String path) {
            boolean file = files.containsKey(path) && !specials.contains(path);
            return file ? "213 " + files.get(path).bytes().length : "550 not a regular file";
        }

        private String time(String path) {
            boolean file = files.containsKey(path) && !specials.contains(path);
            return file ? "213 " + files.get(path).time() : "550 not a regular file";
        }

        private void tell(String path, String reply) throws IOException {
            say(reply == null ? "502 never heard of it" : reply);
        }

        private void facts(String path) throws IOException {
            Content file = files.get(path);
            String type = file == null
                    ? "type=dir;"
                    : type(path) + ";size=" + file.bytes().length + ";modify=" + file.time() + ";";
            boolean there = file != null || isFolder(path);
            say(old() ? "502 no" : there ? "250-x\r\n " + type + " " + path + "\r\n250 y" : "550 No such file");
        }

        private void list(String verb, String folder) throws IOException {
            StringBuilder lines = new StringBuilder();
            String begin = folder.equals("/") ? loginFolder.replaceFirst("/$", "") + "/" : folder + "/";
            Map<String, Content> inside = new TreeMap<>(files);
            inside.keySet().removeIf(path -> !path.startsWith(begin) || path.indexOf('/', begin.length()) >= 0);
            inside.forEach((path, file) -> {
                String name = path.substring(path.lastIndexOf('/') + 1);
                String time = file.time();
                lines.append(
                        verb.equals("MLSD")
                                ? type(path) + ";size=" + file.bytes().length + ";modify=" + time + "; " + name
                                : (specials.contains(path) ? "s" : "-") + "rw-r--r-- 1 u g " + file.bytes().length + " "
                                        + time.substring(0, 4) + "-"
                                        + time.substring(4, 6) + "-" + time.substring(6, 8) + " "
                                        + time.substring(8, 10) + ":" + time.substring(10, 12) + " " + name);
                lines.append("\r\n");
            });
            send(lines.toString().getBytes(StandardCharsets.UTF_8));
        }

        private String type(String path) {
            return specials.contains(path) ? "type=OS.unix=special" : "type=file";
        }

        private void retrieve(String path) throws IOException {
            Content file = files.get(path);
            if (file == null) {
                say("550 nothing");
                return;
            }
            int length = has(Habit.SHORT) ? file.bytes().length / 2 : file.bytes().length;
            byte[] part = new byte[length - rest];
            System.arraycopy(file.bytes(), rest, part, 0, part.length);
            rest = 0;
            send(part);
        }

        private void send(byte[] bytes) throws IOException {
            say("150 here");
            try (Socket to = data.accept();
                    OutputStream out = to.getOutputStream()) {
                out.write(bytes);
            }
            data.close();
            say("226 done");
        }

        private void store(String path, int start) throws IOException {
            rest = 0;
            if (start > 0 && has(Habit.RESTARTS_DOWNLOADS_ONLY) && lastCommand("STOR")) {
                say("451 no restart");
                return;
            }
            say("150 give");
            int cut = uploadCutAt.getAndSet(-1);
            try (Socket from = data.accept()) {
                byte[] came = cut < 0
                        ? from.getInputStream().readAllBytes()
                        : from.getInputStream().readNBytes(cut);
                byte[] all = Arrays.copyOf(start > 0 ? files.get(path).bytes() : new byte[0], start + came.length);
                System.arraycopy(came, 0, all, start, came.length);
                files.put(path, new Content(all, "20300101000000"));
            }
            data.close();
            if (cut >= 0) {
                throw new IOException("cut");
            }
            say("226 taken");
        }

        private boolean lastCommand(String verb) {
            return commands.get(commands.size() - 1).startsWith(verb);
        }
    }
}

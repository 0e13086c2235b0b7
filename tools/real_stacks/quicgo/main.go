// One end of a run over quic-go: a client that asks for bytes, or a server that sends them.
//
//	main client|server OPTIONS
//
// Options and output are those of ../aioquic_end.py. It builds with quic-go 0.29, as Debian has it.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lucas-clemente/quic-go"
	"github.com/lucas-clemente/quic-go/http3"
	"github.com/lucas-clemente/quic-go/logging"
	"github.com/lucas-clemente/quic-go/qlog"
)

const (
	rawProtocol = "relay-test"
	failed      = 0x42 // the error code of a server that gives up
)

var (
	host      = flag.String("host", "", "address")
	port      = flag.Int("port", 0, "port")
	protocol  = flag.String("protocol", "raw", "raw or h3")
	alpn      = flag.String("alpn", "", "protocol to negotiate instead")
	streams   = flag.Int("streams", 1, "requests, each on its own stream")
	down      = flag.Int("down", 0, "bytes to ask for on each stream")
	up        = flag.Int("up", 0, "bytes to send on each stream")
	idle      = flag.Int("idle", 2000, "idle timeout in ms")
	think     = flag.Int("think", 0, "ms that the server waits before it answers")
	idleEnd   = flag.Bool("idle-end", false, "the client leaves the connection to its idle timeout")
	logLimit  = flag.Int("log-limit", 0, "not supported")
	qlogDir   = flag.String("qlog", ".", "folder of the logs")
	ca        = flag.String("ca", "", "certificate to trust")
	cert      = flag.String("cert", "", "certificate of the server")
	key       = flag.String("key", "", "key of the server")
	fail      = flag.String("fail", "", "how the server fails: close, reset or stall")
	failAt    = flag.Float64("fail-at", 1, "share of an answer that a failing server sends")
	failAfter = flag.Int("fail-after", 0, "ms from then to the failure")
	retry     = flag.Bool("retry", false, "the server validates the address first")
	keyUpdate = flag.Bool("key-update", false, "not supported")
)

var (
	received  int64
	ended     int64
	logClosed = make(chan struct{})
)

// logFile is a log that says when the connection has closed it.
type logFile struct {
	*bufio.Writer
	file *os.File
	once sync.Once
}

func (l *logFile) Close() error {
	err := l.Flush()
	l.file.Close()
	l.once.Do(func() { close(logClosed) })
	return err
}

func newLog(_ logging.Perspective, id []byte) io.WriteCloser {
	file, err := os.Create(filepath.Join(*qlogDir, fmt.Sprintf("%x.qlog", id)))
	if err != nil {
		return nil
	}
	return &logFile{Writer: bufio.NewWriter(file), file: file}
}

func quicConfig() *quic.Config {
	wait := time.Duration(*idle) * time.Millisecond
	return &quic.Config{
		HandshakeIdleTimeout:     wait,
		MaxIdleTimeout:           wait,
		Tracer:                   qlog.NewTracer(newLog),
		RequireAddressValidation: func(net.Addr) bool { return *retry },
	}
}

func tlsConfig(server bool) (*tls.Config, error) {
	name := *alpn
	if name == "" {
		name = map[string]string{"h3": "h3", "raw": rawProtocol}[*protocol]
	}
	found := &tls.Config{NextProtos: []string{name}, ServerName: "localhost"}
	if server {
		pair, err := tls.LoadX509KeyPair(*cert, *key)
		found.Certificates = []tls.Certificate{pair}
		return found, err
	}
	pem, err := os.ReadFile(*ca)
	found.RootCAs = x509.NewCertPool()
	found.RootCAs.AppendCertsFromPEM(pem)
	return found, err
}

// count reads everything and adds it to what was received.
func count(from io.Reader) error {
	buffer := make([]byte, 1<<15)
	for {
		n, err := from.Read(buffer)
		atomic.AddInt64(&received, int64(n))
		if errors.Is(err, io.EOF) {
			atomic.AddInt64(&ended, 1)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func askRaw(conn quic.Connection) error {
	stream, err := conn.OpenStreamSync(context.Background())
	if err != nil {
		return err
	}
	go func() {
		fmt.Fprintf(stream, "%d\n", *down)
		stream.Write(make([]byte, *up))
		stream.Close()
	}()
	return count(stream)
}

func askH3(trip *http3.RoundTripper, address string) error {
	method, body := http.MethodGet, io.Reader(nil)
	if *up > 0 {
		method, body = http.MethodPost, bytes.NewReader(make([]byte, *up))
	}
	request, err := http.NewRequest(method, fmt.Sprintf("https://%s/%d", address, *down), body)
	if err != nil {
		return err
	}
	response, err := trip.RoundTrip(request)
	if err != nil {
		return err
	}
	return count(response.Body)
}

// all runs ask once a stream, and returns the first error.
func all(ask func() error) error {
	results := make(chan error, *streams)
	for i := 0; i < *streams; i++ {
		go func() { results <- ask() }()
	}
	var first error
	for i := 0; i < *streams; i++ {
		if err := <-results; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// waitIdle waits for the idle timeout, if that is how the client is to end.
func waitIdle(err error) {
	if err == nil && *idleEnd {
		<-logClosed
	}
}

func runClient(address string) error {
	config, err := tlsConfig(false)
	if err != nil {
		return err
	}
	if *protocol == "h3" {
		trip := &http3.RoundTripper{TLSClientConfig: config, QuicConfig: quicConfig(), DisableCompression: true}
		trip.Dial = func(ctx context.Context, _ string, config *tls.Config, quicConf *quic.Config) (quic.EarlyConnection, error) {
			return quic.DialAddrEarlyContext(ctx, address, config, quicConf)
		}
		err = all(func() error { return askH3(trip, "localhost") })
		waitIdle(err)
		trip.Close()
		return err
	}
	conn, err := quic.DialAddr(address, config, quicConfig())
	if err != nil {
		return err
	}
	err = all(func() error { return askRaw(conn) })
	waitIdle(err)
	conn.CloseWithError(0, "")
	return err
}

// answer sends the bytes that were asked for, or a part of them and then fails.
func answer(to io.Writer, size int, flush func(), reset func(), closeWith func()) {
	time.Sleep(time.Duration(*think) * time.Millisecond)
	if *fail == "" {
		to.Write(make([]byte, size))
		return
	}
	to.Write(make([]byte, int(float64(size)*(*failAt)+0.5)))
	flush()
	time.Sleep(time.Duration(*failAfter) * time.Millisecond)
	switch *fail {
	case "close":
		closeWith()
	case "reset":
		reset()
	}
	<-logClosed
}

func serveRaw(conn quic.Connection, stream quic.Stream) {
	reader := bufio.NewReader(stream)
	line, err := reader.ReadString('\n')
	size, _ := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || count(reader) != nil {
		return
	}
	answer(stream, size, func() {}, func() { stream.CancelWrite(failed) }, func() { conn.CloseWithError(failed, "storage failed") })
	stream.Close()
}

func serveH3(writer http.ResponseWriter, request *http.Request) {
	size, _ := strconv.Atoi(strings.TrimPrefix(request.URL.Path, "/"))
	if count(request.Body) != nil {
		return
	}
	writer.Header().Set("Content-Length", strconv.Itoa(size))
	answer(writer, size, writer.(http.Flusher).Flush,
		func() { request.Body.(http3.HTTPStreamer).HTTPStream().CancelWrite(failed) },
		func() {
			writer.(http3.Hijacker).StreamCreator().(quic.Connection).CloseWithError(failed, "storage failed")
		})
}

func runServer(address string) error {
	config, err := tlsConfig(true)
	if err != nil {
		return err
	}
	if *protocol == "h3" {
		listener, err := quic.ListenAddrEarly(address, config, quicConfig())
		if err != nil {
			return err
		}
		server := &http3.Server{Handler: http.HandlerFunc(serveH3)}
		go server.ServeListener(listener)
	} else {
		listener, err := quic.ListenAddr(address, config, quicConfig())
		if err != nil {
			return err
		}
		go func() {
			conn, err := listener.Accept(context.Background())
			for err == nil {
				var stream quic.Stream
				if stream, err = conn.AcceptStream(context.Background()); err == nil {
					go serveRaw(conn, stream)
				}
			}
		}()
	}
	<-logClosed
	return nil
}

func main() {
	end := os.Args[1]
	flag.CommandLine.Parse(os.Args[2:])
	address, run := fmt.Sprintf("%s:%d", *host, *port), runClient
	asked := int64(*streams) * int64(*down)
	if end == "server" {
		run, asked = runServer, int64(*streams)*int64(*up)
	}
	report := map[string]any{"asked": asked, "error": ""}
	if err := run(address); err != nil {
		report["error"] = err.Error()
	}
	select {
	case <-logClosed:
	case <-time.After(2 * time.Second):
	}
	report["received"] = received
	report["finished"] = received == asked && ended == int64(*streams)
	json.NewEncoder(os.Stdout).Encode(report)
}

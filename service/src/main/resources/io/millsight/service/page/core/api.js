/** The server answered with a problem (RFC 9457). `kind` is its type without the prefix, such as `changed`. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} problem the members of the problem
   * @param {number} retryAfter seconds of the header Retry-After, 0 without it
   */
  constructor(status, problem, retryAfter) {
    super(problem.detail || problem.title || `the server answered ${status}`);
    this.status = status;
    this.problem = problem;
    this.kind = String(problem.type ?? '').replace('urn:millsight:', '');
    this.retryAfter = retryAfter;
  }
}

/** No answer came: the network is down, the server is gone, or the connection broke. The request may have been done. */
export class Offline extends Error {
  retryAfter = 0;

  constructor() {
    super('the server cannot be reached');
  }
}

/**
 * Makes the only door to the server.
 *
 * @param {() => void} onLoggedOut is called when the server answers that nobody is logged in
 * @param {typeof fetch} [fetcher]
 */
export function createApi(onLoggedOut, fetcher = (...args) => fetch(...args)) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {{body?: any, headers?: Record<string, string>, keepalive?: boolean}} [options]
   * @returns {Promise<any>} the JSON of the answer, null when the answer has no content
   */
  async function request(method, path, { body, headers = {}, keepalive = false } = {}) {
    const init = { method, headers: { ...headers }, keepalive };
    if (body !== undefined) {
      init.headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    let response;
    let text;
    try {
      response = await fetcher(path, init);
      text = response.status === 204 ? '' : await response.text();
    } catch {
      throw new Offline();
    }
    const json = parse(text);
    if (response.ok) {
      return json;
    }
    if (response.status === 401 && path !== '/v1/session') {
      onLoggedOut();
    }
    throw new ApiError(response.status, json ?? {}, Number(response.headers.get('Retry-After')) || 0);
  }

  return {
    /** @param {string} path @param {Record<string, any>} [query] parameters; those without a value are left out */
    get: (path, query = {}) => request('GET', withQuery(path, query)),
    post: (path, body, headers) => request('POST', path, { body, headers }),
    delete: (path, { keepalive = false } = {}) => request('DELETE', path, { keepalive }),
  };
}

/** The address of an inspection's picture, in a form that every browser shows; null if the picture was removed. */
export function imageAddress(inspection) {
  if (inspection.image.removed_at) {
    return null;
  }
  const converted = inspection.image.format === 'tiff' ? '?as=png' : '';
  return `/v1/inspections/${inspection.id}/image${converted}`;
}

function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

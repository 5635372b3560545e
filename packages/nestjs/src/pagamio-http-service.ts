import { HttpService } from '@nestjs/axios'

/**
 * An HttpService whose requests to Pagamio carry the token, with an axios instance of its own; injectable by class, so
 * that it is never taken for the application's plain `HttpService`. Paths are below Pagamio's base URL.
 * @example constructor(private readonly http: PagamioHttpService) {}
 */
export class PagamioHttpService extends HttpService {}
